// One chat: who it is with, what was said, and the field to answer in.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { AgentSessionView } from '../../shared/wire'
import { api, ApiFailure } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Avatar, Empty, Skeleton } from '../ui/Surface'
import { Beside, type BesideState, useBeside } from './Beside'
import { Composer } from './Composer'
import { CloseDialog, GiveDialog, TagsDialog } from './dialogs'
import { HeadMarks } from './Marks'
import { visitorName } from './names'
import { isOfferedTo } from './offered'
import { OfferAnswers } from './Offers'
import { LIST_PATH } from './places'
import { Transcript } from './Transcript'
import { Why } from './Why'
import frame from './workbench.module.css'
import s from './conversation.module.css'

/** How often a chat that is not on the live line is asked for. */
const WATCH_MS = 5_000

export function Conversation({ id }: { id: string }) {
  const { t } = useWords()
  const live = useLive()
  const welcomed = useLiveState((state) => state.welcomed)
  const session = useLiveState((state) => state.sessions[id])
  const loaded = useLiveState((state) => (state.transcripts[id]?.messages.length ?? 0) > 0)
  const known = session !== undefined
  const beside = useBeside()

  // A closed chat, or one that nobody or somebody else has, is not on the live line: it is asked for, again and again
  // while it may change.
  const me = useMe()
  const watched = known && session.state !== 'closed' && session.agent?.id !== me.id
  const fetched = useQuery({
    queryKey: ['session', id],
    queryFn: () => api.session(id),
    enabled: welcomed && (!known || watched),
    // What went to where this agent may not look is asked for no more.
    refetchInterval: ({ state }) => (watched && !state.error ? WATCH_MS : false),
  })
  useEffect(() => {
    if (!fetched.data) return
    live.adopt(fetched.data)
    // What fails now is tried again with the next answer.
    if (watched) void live.ensureTranscript(id, fetched.data.last_seq).catch(() => undefined)
  }, [fetched.data, live, id, watched])
  const history = useQuery({
    queryKey: ['history', id],
    queryFn: () => live.ensureTranscript(id).then(() => true),
    enabled: welcomed && known && !loaded,
    staleTime: 0,
    gcTime: 0,
  })

  // What is on the page already stays readable, also where the chat went to somebody whose chats are not to be seen.
  const failure = loaded ? null : (fetched.error ?? history.error)
  if (failure) return <Missing failure={failure} />
  if (!session) return <ConversationSkeleton />
  return (
    <>
      <div className={s['conversation']}>
        <ConversationHead session={session} beside={beside} />
        <HeadMarks session={session} />
        {loaded ? <Transcript session={session} /> : <TranscriptSkeleton label={t('loading')} />}
        <Foot session={session} />
      </div>
      <Beside session={session} state={beside} />
    </>
  )
}

function ConversationHead({ session, beside }: { session: AgentSessionView; beside: BesideState }) {
  const words = useWords()
  const { t } = words
  const [closing, setClosing] = useState(false)
  const me = useMe()
  const name = visitorName(session.visitor, words)
  const place = [session.channel_name, session.group?.name].filter(Boolean).join(' · ')
  const open = session.state !== 'closed'
  const mine = session.agent?.id === me.id && open
  const [giving, setGiving] = useState(false)
  const [tagging, setTagging] = useState(false)
  const handles = mine || me.role !== 'agent'
  return (
    <header className={s['chatHead']}>
      <Link href={LIST_PATH} className={s['back']} aria-label={t('back_to_list')}>
        <Icon name="back" size={20} />
      </Link>
      <span className={s['chatAvatar']}>
        <Avatar id={session.visitor.id} name={name} />
      </span>
      <div className={s['chatWho']}>
        <h1 className={s['chatName']}>{name}</h1>
        <p className={s['chatPlace']}>{place}</p>
      </div>
      <div className={s['chatActions']}>
        <Button
          kind="quiet"
          shape="square"
          className={beside.open ? s['pressed'] : undefined}
          aria-label={t('panel')}
          aria-expanded={beside.open}
          onPress={beside.toggle}
        >
          <Icon name="person" />
        </Button>
        <Why session={session} />
        {handles ? (
          <Button kind="quiet" onPress={() => setTagging(true)} aria-label={t('tags_title')}>
            <Icon name="tag" size={16} />
            <span className={s['roomy']}>{t('tags')}</span>
          </Button>
        ) : null}
        {handles && open ? (
          <Button kind="quiet" onPress={() => setGiving(true)} aria-label={t('give_to')}>
            <Icon name="give" size={16} />
            <span className={s['roomy']}>{t('give_to')}</span>
          </Button>
        ) : null}
        {mine ? (
          <Button onPress={() => setClosing(true)} aria-label={t('close_chat')}>
            <span className={s['wideOnly']}>
              <Icon name="check" size={16} />
              {t('close_chat')}
            </span>
            <span className={s['narrowOnly']}>{t('close')}</span>
          </Button>
        ) : null}
      </div>
      <CloseDialog session={session} open={closing} onClose={() => setClosing(false)} />
      <GiveDialog session={session} open={giving} onClose={() => setGiving(false)} />
      <TagsDialog session={session} open={tagging} onClose={() => setTagging(false)} />
    </header>
  )
}

function Foot({ session }: { session: AgentSessionView }) {
  const { t } = useWords()
  const me = useMe()
  const [, navigate] = useLocation()
  const offered = useLiveState((state) => isOfferedTo(session, state.transcripts[session.id], me.id))
  if (session.state !== 'closed' && session.agent?.id === me.id) return <Composer session={session} />
  if (offered) {
    return (
      <div className={s['closedBar']}>
        <span>{t('offered_bar')}</span>
        <OfferAnswers session={session} />
      </div>
    )
  }
  return (
    <div className={s['closedBar']}>
      <Icon name={session.state === 'closed' ? 'done' : 'lock'} />
      <span>{session.state === 'closed' ? t('closed_bar') : t('not_yours_bar')}</span>
      <Button size="small" onPress={() => navigate(LIST_PATH)}>
        {t('back_to_list')}
      </Button>
    </div>
  )
}

function Missing({ failure }: { failure: unknown }) {
  const words = useWords()
  const { t } = words
  const gone = failure instanceof ApiFailure && (failure.status === 404 || failure.status === 403)
  return (
    <div className={frame['paneEmpty']}>
      <Empty
        icon="help"
        title={t('chat_missing_title')}
        text={gone ? t('chat_missing_text') : failureText(failure, words)}
        action={
          <Link href={LIST_PATH} className={s['textLink']}>
            {t('back_to_list')}
          </Link>
        }
      />
    </div>
  )
}

function ConversationSkeleton() {
  const { t } = useWords()
  return (
    <div className={s['conversation']}>
      <div className={s['chatHead']}>
        <Skeleton width={36} height={36} />
        <Skeleton width={140} height={14} />
      </div>
      <TranscriptSkeleton label={t('loading')} />
    </div>
  )
}

function TranscriptSkeleton({ label }: { label: string }) {
  return (
    <div className={s['skeletons']} role="status" aria-label={label}>
      <Skeleton width={260} height={40} />
      <Skeleton width={180} height={40} />
      <span className={s['skeletonMine']}>
        <Skeleton width={300} height={60} />
      </span>
      <Skeleton width={220} height={40} />
    </div>
  )
}
