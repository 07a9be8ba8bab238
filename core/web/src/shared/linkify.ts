// Text -> tokens. Pages turn tokens into elements, so nothing that anybody typed is ever read as HTML.

export type Token = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string }

/** What may begin a link: a scheme of ours, a bare www host, or a mail address. Ends at white space and CJK marks. */
const candidate =
  /(?:https?:\/\/|mailto:|www\.)[^\s<>"'`，。！？；：、（）【】《》「」“”‘’]{1,2000}|[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})+/gi
const trailing = /[.,;:!?*_~…]+$/

export function linkify(text: string): Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of text.matchAll(candidate)) {
    const found = trim(match[0])
    const href = target(found)
    if (!href) continue
    if (match.index > end) tokens.push({ kind: 'text', text: text.slice(end, match.index) })
    tokens.push({ kind: 'link', text: found, href })
    end = match.index + found.length
  }
  if (end < text.length) tokens.push({ kind: 'text', text: text.slice(end) })
  return tokens
}

/** Punctuation that closes the sentence, or a bracket opened before the link, is not part of it. */
function trim(found: string): string {
  for (;;) {
    let next = found.replace(trailing, '')
    for (const [open, close] of ['()', '[]', '{}']) {
      if (open && close && next.endsWith(close) && count(next, close) > count(next, open)) next = next.slice(0, -1)
    }
    if (next === found) return found
    found = next
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1
}

function target(found: string): string | null {
  const written = /^(https?:\/\/|mailto:)/i.test(found)
    ? found
    : found.includes('@') && !/^www\./i.test(found)
      ? `mailto:${found}`
      : `https://${found}`
  try {
    const url = new URL(written)
    const named = url.protocol === 'mailto:' ? url.pathname.includes('@') : url.hostname.length > 0
    return named && /^(https?|mailto):$/.test(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
