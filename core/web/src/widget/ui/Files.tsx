// The files of a message. A picture is shown where its bytes are; anything else, and what is gone, is a name and a size.
import { useState } from 'preact/hooks'
import type { FileView } from '../../shared/wire'
import { fileSize } from '../text/dates'
import { useApp } from './context'

export function Files({ files }: { files: readonly FileView[] }) {
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.id}>
          <One file={file} />
        </li>
      ))}
    </ul>
  )
}

function One({ file }: { file: FileView }) {
  const { words, language, links } = useApp()
  const [gone, setGone] = useState(false)
  const { id, name, media, bytes, width, height } = file
  const url = gone ? null : links.of(file)
  const size = url ? fileSize(bytes, language.value) : words.value.fileGone
  const picture = url && media.startsWith('image/') && width && height
  const said = (
    <>
      {picture && (
        <img
          src={url}
          alt=""
          width={width}
          height={height}
          loading="lazy"
          onError={() => links.holds(file) || links.renew(id)}
        />
      )}
      <span class="file-name">{name}</span> <span class="file-size">{size}</span>
    </>
  )
  if (!url) return said
  const follow = async (event: MouseEvent) => {
    if (links.holds(file)) return
    event.preventDefault()
    const link = await links.renew(id)
    if (link) window.open(link, '_blank', 'noopener')
    else setGone(true)
  }
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" onClick={follow}>
      {said}
      <span class="hidden"> ({words.value.opensInNewTab})</span>
    </a>
  )
}
