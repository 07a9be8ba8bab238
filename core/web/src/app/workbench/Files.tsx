// Files as they are read: a picture as a small one that opens, anything else as its name and size.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { FileView } from '../../shared/wire'
import { api } from '../http/client'
import { useWords } from '../i18n/words'
import { useNow } from '../ui/time'
import { linkEndsAt } from './links'
import s from './files.module.css'

/** A link is renewed before it ends, so that a click never meets one that ran out. */
const AHEAD_MS = 60_000

export function Files({ files }: { files: readonly FileView[] }) {
  return (
    <ul className={s['files']}>
      {files.map((file) => (
        <File key={file.id} file={file} />
      ))}
    </ul>
  )
}

function File({ file }: { file: FileView }) {
  const words = useWords()
  const url = useLink(file)
  const { name, media, width, height } = file
  const size = <span className={s['size']}>{url ? words.bytes(file.bytes) : words.t('file_gone')}</span>
  const picture = url && media.startsWith('image/') && width && height
  return (
    <li>
      {url ? (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {picture ? <img src={url} alt="" width={width} height={height} loading="lazy" /> : null}
          {name} {size}
        </a>
      ) : (
        <>
          {name} {size}
        </>
      )}
    </li>
  )
}

/** Where the bytes are; null once they are not kept any more. */
function useLink({ id, url: given }: FileView): string | null {
  const now = useNow()
  const [url, setUrl] = useState(given)
  const renewed = useQuery({
    queryKey: ['file-link', id, url],
    queryFn: () => api.fileLink(id),
    enabled: url !== null && linkEndsAt(url) - now < AHEAD_MS,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    if (renewed.data) setUrl(renewed.data.url)
  }, [renewed.data])
  return given === null || renewed.error ? null : url
}
