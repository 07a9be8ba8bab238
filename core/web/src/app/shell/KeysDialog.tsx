// The keys that work, in one place.
import { type Key, useWords } from '../i18n/words'
import s from './keys.module.css'

type Cap = '↑' | '↓' | '?' | 'I' | 'key_enter' | 'key_shift' | 'key_alt' | 'key_esc'

/** Each inner list is pressed together; several of them are alternatives. */
const shortcuts: readonly { what: Key; keys: readonly (readonly Cap[])[] }[] = [
  { what: 'keys_list', keys: [['↑'], ['↓']] },
  {
    what: 'keys_list_anywhere',
    keys: [
      ['key_alt', '↑'],
      ['key_alt', '↓'],
    ],
  },
  { what: 'keys_write', keys: [['key_enter']] },
  { what: 'keys_to_list', keys: [['key_esc']] },
  { what: 'keys_send', keys: [['key_enter']] },
  { what: 'keys_newline', keys: [['key_shift', 'key_enter']] },
  { what: 'keys_panel', keys: [['key_alt', 'I']] },
  { what: 'keys_help', keys: [['?']] },
]

export default function Keys() {
  const { t } = useWords()
  return (
    <dl className={s['keys']}>
      {shortcuts.map(({ what, keys }) => (
        <div key={what} className={s['keyRow']}>
          <dt>{t(what)}</dt>
          <dd className={s['keyCaps']}>
            {keys.map((together) => (
              <span key={together.join()} className={s['keyTogether']}>
                {together.map((cap) => (
                  <kbd key={cap} className={s['key']}>
                    {cap.startsWith('key_') ? t(cap as Key) : cap}
                  </kbd>
                ))}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
