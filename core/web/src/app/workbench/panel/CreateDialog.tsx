// Makes a record by hand: a contact, a lead, a work order, linked to the visitor.
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import type { NewRecordRequest, ObjectView, VisitorLinksView, WorkbenchView } from '../../../shared/openapi'
import type { AgentSessionView } from '../../../shared/wire'
import { api } from '../../http/client'
import { useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import { newClientId } from '../../live/browser'
import { Button } from '../../ui/Button'
import { DialogActions, ModalDialog } from '../../ui/Surface'
import { FieldInput } from './FieldInput'
import form from './form.module.css'
import { nameOf } from './names'
import { beginning, fieldsToFill, relationsToFill } from './new-record'
import { problemOf, problemsIn, recordFailure } from './problems'
import { create } from './requests'
import s from './panel.module.css'
import { type Draft, sentOf } from './values'

interface CreateProps {
  session: AgentSessionView
  object: ObjectView
  links: VisitorLinksView
  shown: WorkbenchView | undefined
  onMade: (links: VisitorLinksView) => void
  onClose: () => void
}

export function CreateDialog({ session, object, links, shown, onMade, onClose }: CreateProps) {
  const words = useWords()
  const later = useLater()
  const { say } = later
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>(() =>
    beginning(object, session.visitor.name, links, shown),
  )
  const relations = relationsToFill(object, links)
  const [leads, setLeads] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(relations.map(({ id, records }) => [id, records[0]?.id ?? ''])),
  )
  const fields = fieldsToFill(object)
  const agents = useQuery({
    queryKey: ['targets'],
    queryFn: api.targets,
    enabled: fields.some(({ type }) => type === 'agent'),
  })
  // The same values sent again are the same request: an answer that was lost makes no second record.
  const request = useRef<{ what: string; client_id: string } | null>(null)
  const make = useMutation({
    mutationFn: (asked: NewRecordRequest) => create(session.id, asked),
    onSuccess: (made) => {
      onMade(made)
      onClose()
    },
  })
  const filled = fields.some(({ id, type }) => sentOf(drafts[id] ?? '', type) !== null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (make.isPending || !filled) return
    const values = fields.map(({ id, type }) => [id, sentOf(drafts[id] ?? '', type)] as const)
    const asked = {
      object: object.id,
      fields: Object.fromEntries(values.filter(([, value]) => value !== null)),
      relations: Object.fromEntries(Object.entries(leads).filter(([, id]) => id !== '')),
    }
    const what = JSON.stringify(asked)
    if (request.current?.what !== what) request.current = { what, client_id: newClientId() }
    make.mutate({ ...asked, client_id: request.current.client_id })
  }
  const problems = problemsIn(make.error)
  const known = new Set(fields.map(({ id }) => id))
  const others = problems.filter(({ field }) => !known.has(field))
  return (
    <ModalDialog title={say('create_title', { object: object.name })} width="narrow" open onClose={onClose}>
      <form className={form['form']} noValidate onSubmit={submit}>
        {fields.map((field, at) => {
          const problem = problems.find((one) => one.field === field.id)
          const id = `new-${field.id}`
          const options =
            field.type === 'agent'
              ? (agents.data?.agents ?? []).map(({ agent }) => ({ value: agent.id, label: agent.name }))
              : field.options
          return (
            <div key={field.id} className={form['formField']}>
              {field.type === 'choices' ? (
                <span className={form['formLabel']}>{field.label}</span>
              ) : (
                <label className={form['formLabel']} htmlFor={id}>
                  {field.label}
                </label>
              )}
              <FieldInput
                id={id}
                type={field.type}
                {...(field.type === 'choices' ? { label: field.label } : {})}
                options={options}
                draft={drafts[field.id] ?? ''}
                invalid={problem !== undefined}
                describedBy={problem ? `${id}-told` : undefined}
                focused={at === 0}
                onChange={(draft) => setDrafts((all) => ({ ...all, [field.id]: draft }))}
              />
              {problem ? (
                <p id={`${id}-told`} role="alert" className={s['problem']}>
                  {problemOf(problem, field.type, later)}
                </p>
              ) : null}
            </div>
          )
        })}
        {relations.map(({ id, label, records }) => (
          <label key={id} className={form['formLabel']}>
            {label}
            <select
              className={form['input']}
              value={leads[id] ?? ''}
              onChange={({ currentTarget: { value } }) => setLeads((all) => ({ ...all, [id]: value }))}
            >
              <option value="">{say('record_no_choice')}</option>
              {records.map((record) => (
                <option key={record.id} value={record.id}>
                  {nameOf(record)}
                </option>
              ))}
            </select>
          </label>
        ))}
        {object.owner_field === null ? null : <p className={s['quiet']}>{say('create_owner')}</p>}
        {make.error && (problems.length === 0 || others.length > 0) ? (
          <p role="alert" className={s['problem']}>
            {others.length > 0
              ? others.map((problem) => problemOf(problem, '', later)).join(' ')
              : recordFailure(make.error, words, later)}
          </p>
        ) : null}
        <DialogActions>
          <Button onPress={onClose}>{words.t('cancel')}</Button>
          <Button type="submit" kind="primary" isDisabled={make.isPending || !filled}>
            {make.isPending ? say('creating') : say('create')}
          </Button>
        </DialogActions>
      </form>
    </ModalDialog>
  )
}
