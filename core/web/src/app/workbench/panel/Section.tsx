// Records of one object, as the layout shows them.
import type { SectionView, ShownRecordView } from '../../../shared/openapi'
import { useLater } from '../../i18n/later'
import { Icon } from '../../ui/Icon'
import { Field } from './Field'
import s from './panel.module.css'

export function Section({ session, section }: { session: string; section: SectionView }) {
  const { say, count } = useLater()
  const { records } = section
  const listed = records.length > 1 || section.more
  return (
    // What holds nothing is folded, and opens as something comes.
    <details className={s['section']} open={!section.collapsed && records.length > 0}>
      <summary className={s['summary']}>
        <span className={s['chevron']}>
          <Icon name="chevron" size={16} />
        </span>
        <h3 className={s['sectionTitle']}>{section.title}</h3>
        {records.length === 1 && !listed ? null : (
          <span className={s['count']}>{section.more ? `${records.length}+` : records.length}</span>
        )}
      </summary>
      <div className={s['sectionBody']}>
        {records.length === 0 ? <p className={s['quiet']}>{say('records_none')}</p> : null}
        {listed ? (
          <ul className={s['cards']}>
            {records.map((record) => (
              <li key={record.id} className={s['card']}>
                <Fields session={session} section={section} record={record} titled />
              </li>
            ))}
          </ul>
        ) : (
          records.map((record) => <Fields key={record.id} session={session} section={section} record={record} />)
        )}
        {section.more ? <p className={s['quiet']}>{count('records_more', records.length)}</p> : null}
      </div>
    </details>
  )
}

function Fields(props: { session: string; section: SectionView; record: ShownRecordView; titled?: boolean }) {
  const { session, section, record, titled } = props
  return (
    <dl className={s['fields']}>
      {section.fields.map((field, at) => (
        <Field
          // A layout may show two computed fields of one label; their places tell them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: fields stay where the layout has them
          key={`${field.field} ${at}`}
          session={session}
          object={section.object}
          record={record}
          field={field}
          at={at}
          title={titled === true && at === 0}
        />
      ))}
    </dl>
  )
}
