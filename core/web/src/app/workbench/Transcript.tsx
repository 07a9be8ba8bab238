// What was said, oldest first, kept at the newest message unless the agent reads further up.
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { AgentSessionView, MessageView } from '../../shared/wire'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import { emptyTranscript, lastSeq } from '../live/state'
import { useMe } from '../shell/me'
import { Button, Spinner } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { useNow } from '../ui/time'
import { type Block, blocksOf } from './blocks'
import { Outgoing } from './Outgoing'
import { QuietLine, Run } from './Run'
import { visitorName } from './names'
import chat from './conversation.module.css'
import s from './transcript.module.css'

/** This close to the end counts as reading the end. */
const AT_END_PX = 64

export function Transcript({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { t, count } = words
  const live = useLive()
  const me = useMe()
  const transcript = useLiveState((state) => state.transcripts[session.id]) ?? emptyTranscript
  const outgoing = useLiveState((state) => state.outbox[session.id])
  const types = useLiveState((state) => session.id in state.typing)
  const { messages, hasEarlier } = transcript
  const [newFrom] = useState(() => firstUnread(messages, session))
  const blocks = useMemo(() => blocksOf(messages, newFrom), [messages, newFrom])
  const name = visitorName(session.visitor, words)

  const mineLast = lastOfMine(messages, me.id)

  const view = useScroll(messages, outgoing?.length ?? 0, me.id)
  const { atEnd } = view
  const visible = useVisible()
  const newest = lastSeq(transcript)
  useEffect(() => {
    if (atEnd && visible && newest > 0) live.read(session.id)
  }, [atEnd, visible, newest, live, session.id])

  const earlier = useMutation({ mutationFn: () => live.earlier(session.id) })
  const below = atEnd
    ? 0
    : messages.filter((m) => m.seq > view.seenSeq && m.sender.party === 'visitor' && isWords(m)).length
  return (
    <div className={s['scrollFrame']}>
      <div
        className={s['scroll']}
        ref={view.scroller}
        onScroll={view.onScroll}
        role="log"
        aria-label={t('transcript', { name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keys that scroll it
        tabIndex={0}
      >
        <div className={s['messages']} ref={view.content}>
          <div className={s['top']}>
            {hasEarlier ? (
              <Button kind="quiet" size="small" isDisabled={earlier.isPending} onPress={() => earlier.mutate()}>
                {earlier.isPending ? <Spinner /> : null}
                {earlier.isPending ? t('loading_earlier') : t('load_earlier')}
              </Button>
            ) : (
              <span>{t('start_of_chat', { time: words.full(session.opened_at_ms) })}</span>
            )}
            {earlier.error ? (
              <p role="alert" className={chat['problem']}>
                {failureText(earlier.error, words)}
              </p>
            ) : null}
          </div>
          {blocks.map((block) => (
            <BlockView key={block.key} block={block} session={session} visitor={name} lastOfMine={mineLast} />
          ))}
          {outgoing?.map((item) => (
            <Outgoing key={item.clientId} item={item} />
          ))}
          {types ? <p className={s['typing']}>{t('visitor_types', { name })}</p> : null}
        </div>
      </div>
      {atEnd ? null : (
        <div className={s['chipPlace']}>
          <Button
            size="small"
            className={s['chip']}
            onPress={view.toEnd}
            aria-label={below > 0 ? count('new_messages', below) : t('to_newest')}
          >
            <Icon name="down" size={16} />
            {below > 0 ? count('new_messages', below) : null}
          </Button>
        </div>
      )}
    </div>
  )
}

function BlockView(props: { block: Block; session: AgentSessionView; visitor: string; lastOfMine: number }): ReactNode {
  const words = useWords()
  const now = useNow()
  const me = useMe()
  const { block, session } = props
  switch (block.kind) {
    case 'day':
      return (
        <div className={s['day']}>
          <span>{words.day(block.atMs, now)}</span>
        </div>
      )
    case 'new':
      return (
        <div className={s['newLine']}>
          <span>{words.t('new_messages_line')}</span>
        </div>
      )
    case 'quiet':
      return <QuietLine message={block.message} me={me.id} />
    case 'run':
      return (
        <Run
          messages={block.messages}
          me={me.id}
          visitor={props.visitor}
          visitorId={session.visitor.id}
          visitorRead={session.visitor_read}
          visitorGot={session.visitor_got}
          lastOfMine={props.lastOfMine}
        />
      )
  }
}

function useScroll(messages: readonly MessageView[], outgoing: number, me: string) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const [seenSeq, setSeenSeq] = useState(0)
  const stuck = useRef(true)
  const before = useRef({ first: 0, last: 0, outgoing: 0, height: 0 })

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (!element) return
    stuck.current = true
    element.scrollTop = element.scrollHeight
  }, [])
  const onScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const reached = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END_PX
    stuck.current = reached
    setAtEnd(reached)
    if (!reached) setSeenSeq((seen) => Math.max(seen, before.current.last))
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const known = before.current
    const first = messages[0]?.seq ?? 0
    const last = messages.at(-1)
    const height = element.scrollHeight
    const prepended = known.first > 0 && first < known.first
    const wrote =
      outgoing > known.outgoing ||
      ((last?.seq ?? 0) > known.last && last?.sender.party === 'agent' && last.sender.id === me)
    // Earlier messages push what is read down by exactly their height; it should not move under the eyes.
    if (prepended && element.scrollTop < AT_END_PX) element.scrollTop += height - known.height
    else if (stuck.current || wrote) toEnd()
    before.current = { first, last: last?.seq ?? 0, outgoing, height: element.scrollHeight }
  }, [messages, outgoing, me, toEnd])

  // The field below grows, the keyboard of a phone opens, a late font wraps a line: the end stays the end.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (stuck.current) toEnd()
    })
    if (scroller.current) observer.observe(scroller.current)
    if (content.current) observer.observe(content.current)
    return () => observer.disconnect()
  }, [toEnd])

  return { scroller, content, atEnd, seenSeq, onScroll, toEnd }
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible')
  useEffect(() => {
    const listen = () => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', listen)
    return () => document.removeEventListener('visibilitychange', listen)
  }, [])
  return visible
}

function firstUnread(messages: readonly MessageView[], session: AgentSessionView): number | null {
  if (session.agent_read === 0) return null
  return messages.find((m) => m.seq > session.agent_read && m.sender.party === 'visitor' && isWords(m))?.seq ?? null
}

const lastOfMine = (messages: readonly MessageView[], me: string): number =>
  messages.findLast((m) => m.sender.party === 'agent' && m.sender.id === me && isWords(m))?.seq ?? 0

const isWords = ({ body }: MessageView): boolean => body.kind === 'text' || body.kind === 'files'
