// Somebody's words, with their addresses as links.
import { linkify } from '../../shared/linkify'

export function LinkedText({ text }: { text: string }) {
  return linkify(text).map((token, at) =>
    token.kind === 'text' ? (
      token.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the tokens of one text never move
      <a key={at} href={token.href} target="_blank" rel="noopener noreferrer nofollow ugc">
        {token.text}
      </a>
    ),
  )
}
