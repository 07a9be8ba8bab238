// What must not be missed while nobody looks at the page: a soft sound, and a word on the desktop where that is allowed.
import { useEffect } from 'react'
import { usePreferences } from '../theme/preferences'

export interface Alert {
  id: string
  text: string
}

/** What is there as the page opens is on it for all to see: nobody is called for it. */
const QUIET_MS = 4_000
/** In hertz, one after the other. */
const TONES = [660, 880]
const TONE_SECONDS = 0.16

const begun = performance.now()
const told = new Set<string>()
let audio: AudioContext | null = null

/** Tells of each alert once, as it comes. */
export function useAlerts(alerts: readonly Alert[]): void {
  const sound = usePreferences((preferences) => preferences.sound)
  useEffect(() => {
    const fresh = alerts.filter(({ id }) => !told.has(id))
    for (const { id } of fresh) told.add(id)
    if (fresh.length === 0 || performance.now() - begun < QUIET_MS) return
    if (sound === 'on') ring()
    if (document.hasFocus() || !('Notification' in window) || Notification.permission !== 'granted') return
    for (const { id, text } of fresh) show(id, text)
  }, [alerts, sound])
}

/** Whether the browser can still be asked to show words on the desktop. */
export const mayAsk = (): boolean => 'Notification' in window && Notification.permission === 'default'

function show(tag: string, text: string) {
  try {
    const shown = new Notification(text, { tag })
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  } catch {
    // Browsers of phones have the name but want another way; there the page itself has to do.
  }
}

function ring() {
  try {
    audio ??= new AudioContext()
    // A browser lets a page sound only after somebody touched it. What could not sound then is not made up for later.
    if (audio.state === 'suspended') return void audio.resume().catch(() => {})
    for (const [at, hertz] of TONES.entries()) tone(audio, audio.currentTime + at * TONE_SECONDS, hertz)
  } catch {
    // A machine without sound.
  }
}

function tone(to: AudioContext, from: number, hertz: number) {
  const voice = to.createOscillator()
  const volume = to.createGain()
  voice.frequency.value = hertz
  volume.gain.setValueAtTime(0.0001, from)
  volume.gain.exponentialRampToValueAtTime(0.08, from + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, from + 2 * TONE_SECONDS)
  voice.connect(volume).connect(to.destination)
  voice.start(from)
  voice.stop(from + 2 * TONE_SECONDS)
}
