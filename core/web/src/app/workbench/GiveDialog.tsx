// Gives a chat to a colleague or a group: by its owner, or by a supervisor who chooses by hand.
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import type { AgentSessionView, GiveRequest, TargetList, WarnedView } from '../../shared/wire'
import { api } from '../http/client'
import { useLater } from '../i18n/later'
import { failureText } from '../i18n/problems'
import { useWords, type Words } from '../i18n/words'
import { newClientId, useLive } from '../live/browser'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { AvailabilityDot, DialogActions, DialogText, ModalDialog, Skeleton } from '../ui/Surface'
import { visitorName } from './names'
import s from './give.module.css'

/** As the server takes it. */
const NOTE_CHARS = 500
/** From so many on, a list is searched rather than read. */
const SEARCH_FROM = 9

type Choice = { agent: string } | { group: string }

export default function GiveDialog(props: { session: AgentSessionView; onClose: () => void }) {
  const words = useWords()
  return (
    <ModalDialog
      title={words.t('give_title', { name: visitorName(props.session.visitor, words) })}
      width="narrow"
      open
      onClose={props.onClose}
    >
      <Give session={props.session} onClose={props.onClose} />
    </ModalDialog>
  )
}

function Give({ session, onClose }: { session: AgentSessionView; onClose: () => void }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const [choice, setChoice] = useState<Choice | null>(null)
  const [note, setNote] = useState('')
  const [search, setSearch] = useState('')
  const targets = useQuery({ queryKey: ['targets'], queryFn: api.targets, staleTime: 0, gcTime: 0 })
  // The same choice sent again is the same request: an answer that was lost changes nothing.
  const request = useRef<{ what: string; client_id: string } | null>(null)
  const give = useMutation({
    mutationFn: (asked: GiveRequest) => api.give(session.id, asked),
    onSuccess: (given) => {
      if (given.session) live.adopt(given.session)
      if (given.warned === null) onClose()
    },
  })
  if (give.data?.warned) return <Warned warned={give.data.warned} onClose={onClose} />
  if (targets.isPending) {
    return (
      <div role="status" aria-label={t('loading')}>
        <Skeleton width="100%" height={120} />
      </div>
    )
  }
  const failure = targets.error ?? give.error
  const tooLong = [...note].length > NOTE_CHARS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!choice || tooLong) return
    const asked = { ...choice, ...(note.trim() === '' ? {} : { note: note.trim() }) }
    const what = JSON.stringify(asked)
    if (request.current?.what !== what) request.current = { what, client_id: newClientId() }
    give.mutate({ ...asked, client_id: request.current.client_id })
  }
  return (
    <form className={s['form']} onSubmit={submit}>
      {targets.data ? (
        <Targets
          targets={targets.data}
          session={session}
          search={search}
          onSearch={setSearch}
          choice={choice}
          onChoose={setChoice}
        />
      ) : null}
      <label className={s['label']}>
        {t('give_note')}
        <textarea
          className={s['field']}
          rows={2}
          dir="auto"
          value={note}
          aria-invalid={tooLong}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <span className={s['hint']}>{tooLong ? words.count('error_too_long', NOTE_CHARS) : t('give_note_hint')}</span>
      </label>
      {failure ? (
        <p role="alert" className={s['problem']}>
          {failureText(failure, words)}
        </p>
      ) : null}
      <DialogActions>
        <Button onPress={onClose}>{t('cancel')}</Button>
        <Button type="submit" kind="primary" isDisabled={choice === null || tooLong || give.isPending}>
          {give.isPending ? t('giving') : t('give')}
        </Button>
      </DialogActions>
    </form>
  )
}

function Targets(props: {
  targets: TargetList
  session: AgentSessionView
  search: string
  onSearch: (search: string) => void
  choice: Choice | null
  onChoose: (choice: Choice) => void
}) {
  const words = useWords()
  const { t } = words
  const me = useMe()
  const later = useLater()
  const { targets, session, search, choice, onChoose } = props
  const wanted = search.trim().toLowerCase()
  const fits = (name: string) => name.toLowerCase().includes(wanted)
  // Whoever can take it stands first; among equals the order stays.
  const agents = targets.agents
    .filter(({ agent }) => agent.id !== session.agent?.id && fits(agent.name))
    .sort((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null))
  const groups = targets.groups.filter(({ group }) => fits(group.name))
  // Who passes a chat on may not load it onto somebody who cannot take it; who supervises may, and is told.
  const mayForce = me.role !== 'agent'
  return (
    <>
      {targets.agents.length + targets.groups.length >= SEARCH_FROM ? (
        <input
          type="search"
          className={s['field']}
          value={search}
          placeholder={t('give_search')}
          aria-label={t('give_search')}
          onChange={(event) => props.onSearch(event.currentTarget.value)}
        />
      ) : null}
      <div className={s['targets']}>
        <fieldset>
          <legend className={s['part']}>{t('give_agents')}</legend>
          {agents.map(({ agent, availability, load, capacity, refusal }) => {
            const unable = refusal !== null && !mayForce
            return (
              <label key={agent.id} className={cx(s['target'], unable && s['unable'])}>
                <input
                  type="radio"
                  name="target"
                  disabled={unable}
                  checked={choice !== null && 'agent' in choice && choice.agent === agent.id}
                  onChange={() => onChoose({ agent: agent.id })}
                />
                <AvailabilityDot availability={availability} />
                <span className={s['targetName']}>
                  {agent.id === me.id ? later.say('why_person_you', { name: agent.name }) : agent.name}
                </span>
                <span className={s['targetState']}>
                  {[t('capacity_used', { load, capacity }), refusal && t(`refusal_${refusal}`)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </label>
            )
          })}
        </fieldset>
        <fieldset>
          <legend className={s['part']}>{t('give_groups')}</legend>
          {groups.map(({ group, open, able, waiting }) => (
            <label key={group.id} className={s['target']}>
              <input
                type="radio"
                name="target"
                checked={choice !== null && 'group' in choice && choice.group === group.id}
                onChange={() => onChoose({ group: group.id })}
              />
              <span className={s['targetName']}>{group.name}</span>
              <span className={s['targetState']}>{groupState({ open, able, waiting }, words)}</span>
            </label>
          ))}
        </fieldset>
        {agents.length + groups.length === 0 ? <p className={s['hint']}>{t('give_nobody')}</p> : null}
      </div>
    </>
  )
}

function groupState(group: { open: boolean; able: number; waiting: number }, { t, count }: Words): string {
  const parts = [group.open ? count('give_able', group.able) : t('give_closed')]
  if (group.waiting > 0) parts.push(count('give_waiting', group.waiting))
  return parts.join(' · ')
}

function Warned({ warned, onClose }: { warned: WarnedView; onClose: () => void }) {
  const { t } = useWords()
  return (
    <div role="status">
      <DialogText>
        {warned.warned === 'agent'
          ? t('warned_agent', { why: t(`refusal_${warned.refusal}`) })
          : t('warned_group_waits')}
      </DialogText>
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onClose}>
          {t('close')}
        </Button>
      </DialogActions>
    </div>
  )
}
