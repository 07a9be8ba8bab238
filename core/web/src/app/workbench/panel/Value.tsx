// A value as it is read.
import { Hidden } from '../../ui/Surface'
import { useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import s from './panel.module.css'
import type { Shown } from './values'

export function Value({ shown }: { shown: Shown }) {
  const { t } = useWords()
  const { say } = useLater()
  switch (shown.kind) {
    case 'nothing':
      return (
        <span className={s['none']}>
          <span aria-hidden="true">—</span>
          <Hidden>{say('record_nothing')}</Hidden>
        </span>
      )
    case 'flag':
      return <span>{shown.value ? t('yes') : t('no')}</span>
    case 'list':
      return (
        <ul className={s['words']}>
          {shown.texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )
    case 'link':
      return (
        <a
          className={s['link']}
          href={shown.href}
          {...(shown.outside ? { target: '_blank', rel: 'noopener noreferrer nofollow' } : {})}
        >
          {shown.text}
        </a>
      )
    case 'text':
      return (
        <span dir="auto" className={shown.lines ? s['lines'] : undefined}>
          {shown.text}
        </span>
      )
  }
}
