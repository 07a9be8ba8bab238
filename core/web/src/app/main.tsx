// Starts the pages that agents and admins use: /workbench and /console.
import './theme/tokens.css'
import './theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { loadWords } from './i18n/words'
import { applyPreferences, usePreferences } from './theme/preferences'

applyPreferences()
const root = document.getElementById('root')
// Without its language a page is still one to work with, in English.
await loadWords(usePreferences.getState().locale).catch(() => {})
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
