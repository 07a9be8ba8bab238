import { Avatar } from './Bubble'
import { useApp } from './context'
import { Drawing } from './icons'

export function Header({ onEnd, close }: { onEnd: () => void; close: { current: HTMLButtonElement | null } }) {
  const { conversation, config, words, host } = useApp()
  const view = conversation.current.value?.view
  const open = conversation.current.value && view?.state !== 'closed'
  // While somebody waits, the status line tells how things stand; a general promise beside it would be another.
  const waits = view?.state === 'queued' || view?.state === 'unmatched'
  const agent = view?.state === 'assigned' ? (view.agent?.name ?? null) : null
  const title = config.value?.title ?? ''
  return (
    <header>
      <Avatar name={agent} />
      <div class="heading">
        <h1>{agent ?? title}</h1>
        <p>{agent ? title : waits ? null : config.value?.subtitle}</p>
      </div>
      {open && (
        <button type="button" class="quiet" onClick={onEnd} disabled={conversation.connection.value !== 'online'}>
          {words.value.endChat}
        </button>
      )}
      {host.embedded && (
        <button
          ref={close}
          type="button"
          class="round"
          aria-label={words.value.close}
          title={words.value.close}
          onClick={() => host.tell({ event: 'close' })}
        >
          <Drawing name="close" />
        </button>
      )}
    </header>
  )
}
