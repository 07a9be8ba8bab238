// The chat window: meets the page around it, then shows the conversation.
import { render } from 'preact'
import { begin } from './app'
import { meetHost } from './host'
import { AppContext } from './ui/context'
import { Window } from './ui/Window'
import './ui/tokens.css'
import './ui/window.css'
import './ui/messages.css'
import './ui/files.css'

meetHost(window).then((host) => {
  // Served at /widget/{channel}: the page is the same for every channel.
  const channel = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '')
  const app = begin(channel, host)
  const place = document.getElementById('window')
  if (!place) return
  render(
    <AppContext.Provider value={app}>
      <Window />
    </AppContext.Provider>,
    place,
  )
})
