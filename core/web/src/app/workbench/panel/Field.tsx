// One field of a record: its value, and the place to change it in.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import type { ShownFieldView, ShownRecordView, WorkbenchView } from '../../../shared/openapi'
import { ApiFailure } from '../../http/client'
import { useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import { Button } from '../../ui/Button'
import { cx } from '../../ui/cx'
import { Icon } from '../../ui/Icon'
import { Hidden } from '../../ui/Surface'
import { dropEdit, type Edit, editKey, overtaken, putEdit, useEdit, versionFor } from './edits'
import { FieldInput } from './FieldInput'
import form from './form.module.css'
import { problemOf, problemsIn, recordFailure } from './problems'
import { change, keys } from './requests'
import s from './panel.module.css'
import { Value } from './Value'
import { draftOf, sameValue, sentOf, type Shown, shownValue } from './values'

export interface FieldProps {
  session: string
  object: string
  record: ShownRecordView
  field: ShownFieldView
  /** Which of the section's fields it is. */
  at: number
  /** The first field of a card stands as its title. */
  title?: boolean
}

export function Field(props: FieldProps) {
  const { session, object, record, field, at, title } = props
  const words = useWords()
  const { say } = useLater()
  const key = editKey(session, object, record.id, field.field ?? '')
  const edit = useEdit(key)
  const opener = useRef<HTMLElement | null>(null)
  const [saved, setSaved] = useState(false)
  const raw = record.raw?.[at]
  const shown = shownValue(record.values[at], field, words.locale)
  const begin = () => {
    setSaved(false)
    putEdit(key, { draft: draftOf(raw, field.type), base: raw ?? null, version: record.version })
  }
  const end = (done: boolean) => {
    dropEdit(key)
    setSaved(done)
    requestAnimationFrame(() => opener.current?.querySelector('button')?.focus())
  }
  const editable = field.editable && field.field !== null
  return (
    <div className={cx(s['row'], title && s['rowTitle'], edit && editable && s['rowEdited'])}>
      <dt className={s['label']}>{field.label}</dt>
      <dd className={s['value']}>
        {edit && editable ? (
          <Editor {...props} edit={edit} editKey={key} onEnd={end} />
        ) : (
          <span className={s['read']} ref={opener}>
            <Read shown={shown} label={editable ? field.label : null} onEdit={begin} />
            {saved ? (
              <span role="status" className={s['saved']}>
                {say('record_saved')}
              </span>
            ) : null}
          </span>
        )}
      </dd>
    </div>
  )
}

/** The value, and the way to edit it: the value itself, or a button beside one that leads somewhere. */
function Read({ shown, label, onEdit }: { shown: Shown; label: string | null; onEdit: () => void }) {
  const { say } = useLater()
  if (label === null) return <Value shown={shown} />
  if (shown.kind === 'link' || shown.kind === 'list') {
    return (
      <>
        <Value shown={shown} />
        <Button
          kind="quiet"
          shape="square"
          size="small"
          className={s['edit']}
          aria-label={say('record_edit', { field: label })}
          onPress={onEdit}
        >
          <Icon name="edit" size={14} />
        </Button>
      </>
    )
  }
  return (
    <Button kind="quiet" size="small" className={s['editValue']} onPress={onEdit}>
      <Hidden>{say('record_edit', { field: label })}</Hidden>
      <Value shown={shown} />
      <span className={s['pencil']}>
        <Icon name="edit" size={14} />
      </span>
    </Button>
  )
}

function Editor(props: FieldProps & { edit: Edit; editKey: string; onEnd: (saved: boolean) => void }) {
  const { session, object, record, field, at, edit, editKey: key, onEnd } = props
  const words = useWords()
  const later = useLater()
  const { say } = later
  const client = useQueryClient()
  const id = useId()
  const now = { version: record.version, raw: record.raw?.[at] }
  const put = (changed: ShownRecordView) =>
    client.setQueryData<WorkbenchView>(keys.workbench(session), (view) => view && withRecord(view, object, changed))
  const save = useMutation({
    mutationFn: async (version: string) => {
      const asked = { object, record: record.id, field: field.field ?? '', value: sentOf(edit.draft, field.type) }
      try {
        return await change(session, { ...asked, version })
      } catch (failure) {
        const current = changedRecord(failure)
        if (!current) throw failure
        put(current)
        // Something else in the record was changed: nobody has to be asked.
        if (!sameValue(current.raw?.[at], edit.base)) throw failure
        return change(session, { ...asked, version: current.version })
      }
    },
    onSuccess: (changed) => {
      put(changed)
      onEnd(true)
      void client.invalidateQueries({ queryKey: keys.session(session) })
    },
  })
  const unchanged = sameValue(edit.draft, draftOf(edit.base, field.type))
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (save.isPending) return
    if (unchanged) onEnd(false)
    else save.mutate(versionFor(edit, now))
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      // The page's own Escape leads to the list of chats.
      event.stopPropagation()
      if (!save.isPending) onEnd(false)
    } else if (event.key === 'Enter' && (event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      submit()
    }
  }
  const problem = problemsIn(save.error)[0]
  const clash = overtaken(edit, now)
  const told = clash
    ? null
    : problem
      ? problemOf(problem, field.type, later)
      : save.error
        ? recordFailure(save.error, words, later)
        : null
  return (
    <form className={form['editor']} noValidate onSubmit={submit} onKeyDown={pressed}>
      <FieldInput
        id={id}
        type={field.type}
        label={field.label}
        options={field.options ?? []}
        draft={edit.draft}
        invalid={told !== null}
        describedBy={told !== null || clash ? `${id}-told` : undefined}
        focused
        onChange={(draft) => {
          if (save.error) save.reset()
          putEdit(key, { ...edit, draft })
        }}
      />
      {clash ? (
        <div id={`${id}-told`} role="alert" className={form['clash']}>
          <span>{say('record_clash')}</span>
          <strong>
            <Value shown={shownValue(record.values[at], field, words.locale)} />
          </strong>
        </div>
      ) : told ? (
        <p id={`${id}-told`} role="alert" className={s['problem']}>
          {told}
        </p>
      ) : null}
      <div className={form['editorActions']}>
        <Button size="small" isDisabled={save.isPending} onPress={() => onEnd(false)}>
          {clash ? say('record_keep_theirs') : words.t('cancel')}
        </Button>
        {clash ? (
          <Button
            size="small"
            kind="primary"
            isDisabled={save.isPending}
            onPress={() => {
              putEdit(key, { ...edit, base: now.raw ?? null, version: now.version })
              save.mutate(now.version)
            }}
          >
            {save.isPending ? say('record_saving') : say('record_save_mine')}
          </Button>
        ) : (
          <Button type="submit" size="small" kind="primary" isDisabled={save.isPending}>
            {save.isPending ? say('record_saving') : say('record_save')}
          </Button>
        )}
      </div>
    </form>
  )
}

function changedRecord(failure: unknown): ShownRecordView | null {
  const changed = failure instanceof ApiFailure && failure.error.code === 'record_changed'
  return changed ? (failure.error.record ?? null) : null
}

/** The same, with another state of a record. Only where it has as many values: another layout is read anew. */
export function withRecord(view: WorkbenchView, object: string, changed: ShownRecordView): WorkbenchView {
  const sections = view.sections.map((section) =>
    section.object === object && section.fields.some(({ editable }) => editable)
      ? {
          ...section,
          records: section.records.map((record) =>
            record.id === changed.id && record.values.length === changed.values.length ? changed : record,
          ),
        }
      : section,
  )
  return { ...view, sections }
}
