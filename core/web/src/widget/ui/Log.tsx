// The scrolling conversation: stays at the end while the visitor is there, and stays put while they read further up.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { dayName } from '../text/dates'
import type { Words } from '../text/words'
import { Bubble } from './Bubble'
import { useApp } from './context'
import { Drawing } from './icons'
import { type Row, rows, type ToldEvent } from './rows'

/** Nearer to the end than this counts as being there. */
const NEAR_END_PX = 60
const NEAR_TOP_PX = 80

export function Log() {
  const { conversation, config, words, host } = useApp()
  const list = rows(conversation.threads.value, conversation.outbox.list.value)
  const box = useRef<HTMLDivElement>(null)
  const { unseen, jump, onScroll } = useScroll(box, list, () => conversation.loadEarlier())
  const greeting = config.value?.greeting
  const beginning = !conversation.threads.value.some((thread) => thread.hasEarlier)
  const open = host.state.value.open

  useLayoutEffect(() => {
    if (open) jump()
  }, [open])

  return (
    <div class="log-area">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <div class="log" ref={box} onScroll={onScroll} role="log" aria-label={words.value.conversation} tabIndex={0}>
        {conversation.loadingEarlier.value && <div class="event">{words.value.loadEarlier}</div>}
        {greeting && beginning && (
          <div class="message system first last greeting">
            <div class="avatar" aria-hidden="true">
              <Drawing name={config.value?.look.icon ?? 'chat'} />
            </div>
            <div class="stack">
              <div class="bubble">{greeting}</div>
            </div>
          </div>
        )}
        {list.map((row) => (
          <Entry key={row.key} row={row} />
        ))}
      </div>
      {unseen && (
        <button type="button" class="chip" onClick={() => jump()}>
          <Drawing name="down" />
          {words.value.newMessages}
        </button>
      )}
    </div>
  )
}

function Entry({ row }: { row: Row }) {
  const { words, language } = useApp()
  if (row.kind === 'bubble') return <Bubble row={row} />
  if (row.kind === 'event') return <div class="event">{eventText(row.event, words.value)}</div>
  return <div class="day">{dayName(row.at_ms, Date.now(), language.value, words.value)}</div>
}

function eventText(event: ToldEvent, words: Words): string {
  if (event.event === 'assigned') return words.assigned(event.agent.name)
  if (event.event !== 'closed') return words[event.event]
  switch (event.cause) {
    case 'not_held':
      return words.notHeld
    case 'idle':
      return words.closedIdle
    case 'left_message':
      return words.closedLeft
    case 'visitor':
      return words.closedByVisitor
    case 'agent':
      return words.closedByAgent
  }
}

function useScroll(box: { current: HTMLDivElement | null }, list: readonly Row[], reachTop: () => void) {
  const atEnd = useRef(true)
  const fromEnd = useRef(0)
  const [unseen, setUnseen] = useState(false)
  const firstKey = list[0]?.key
  const newest = list.at(-1)

  const jump = () => {
    const { current } = box
    if (!current) return
    current.scrollTop = current.scrollHeight
    atEnd.current = true
    setUnseen(false)
  }
  const onScroll = () => {
    const { current } = box
    if (!current) return
    fromEnd.current = current.scrollHeight - current.scrollTop
    atEnd.current = fromEnd.current - current.clientHeight < NEAR_END_PX
    if (atEnd.current) setUnseen(false)
    if (current.scrollTop < NEAR_TOP_PX) reachTop()
  }
  useLayoutEffect(() => {
    const own = newest?.kind === 'bubble' && newest.side === 'own'
    if (atEnd.current || own) jump()
    else setUnseen(true)
  }, [newest?.key])
  useLayoutEffect(() => {
    const { current } = box
    // Earlier messages came above: what the visitor reads stays where it is.
    if (current && !atEnd.current) current.scrollTop = current.scrollHeight - fromEnd.current
    else jump()
  }, [firstKey])
  useEffect(() => {
    const { current } = box
    if (!current) return
    const observer = new ResizeObserver(() => atEnd.current && jump())
    observer.observe(current)
    return () => observer.disconnect()
  }, [])

  return { unseen, jump, onScroll }
}
