// Files that go along with a message: uploaded while the agent writes, with how far each one is.
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import type { ApiError } from '../../shared/wire'
import { useLater } from '../i18n/later'
import { useWords } from '../i18n/words'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import type { Chosen } from './Composer'
import { refusedHere, uploadProblem } from './upload-problems'
import { forget, upload } from './upload'
import s from './attachments.module.css'

type Change = Dispatch<SetStateAction<readonly Chosen[]>>

export default function Attachments({ chosen, onChange }: { chosen: readonly Chosen[]; onChange: Change }) {
  const { say } = useLater()
  return (
    <ul className={s['list']} aria-label={say('files')}>
      {chosen.map((each, place) => (
        <Attachment key={each.key} chosen={each} place={place} onChange={onChange} />
      ))}
    </ul>
  )
}

function Attachment({ chosen, place, onChange }: { chosen: Chosen; place: number; onChange: Change }) {
  const { key, file, sent } = chosen
  const words = useWords()
  const later = useLater()
  const { say } = later
  const { uploads } = useMe()
  const [part, setPart] = useState(0)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const here = refusedHere(file.size, place, uploads)
  const waits = sent === null && here === null
  useEffect(() => {
    if (!waits) return
    setFailure(null)
    return upload(file, {
      moved: setPart,
      done: (view) => onChange((all) => all.map((other) => (other.key === key ? { ...other, sent: view } : other))),
      failed: setFailure,
    })
  }, [waits, file, key, onChange])
  const problem = here ?? failure
  const remove = () => {
    if (sent) forget(sent.id)
    onChange((all) => all.filter((other) => other.key !== key))
  }
  const state = problem
    ? uploadProblem(problem, words, later)
    : sent
      ? words.bytes(file.size)
      : say('uploading', { part: Math.floor(part * 100) })
  return (
    <li className={cx(s['item'], problem && s['refused'])}>
      <span className={s['name']}>{file.name}</span>
      <span className={s['state']} role={problem ? 'alert' : undefined}>
        {state}
      </span>
      <Button
        kind="quiet"
        shape="square"
        size="small"
        aria-label={say('remove_file', { name: file.name })}
        onPress={remove}
      >
        <Icon name="close" size={16} />
      </Button>
      {sent || problem ? null : (
        <progress
          className={s['progress']}
          value={part}
          max={1}
          aria-label={say('uploading_name', { name: file.name })}
        />
      )}
    </li>
  )
}
