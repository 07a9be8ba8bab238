// A message that the visitor leaves by a form, from the asking for the form to the thanks.
import { signal } from '@preact/signals'
import type { FormView, LeaveView, PageInfo } from '../../shared/wire'
import type { Filling } from './filling'
import type { Http } from './http'
import type { Storage } from './storage'

export interface LeavingPorts {
  http: Http
  storage: Pick<Storage, 'token'>
  filling: Filling
  surroundings(): { locale: string; page: PageInfo }
  /** It is stored: the session as it is now. */
  left(view: LeaveView['session']): void
}

export type Step =
  | { at: 'away' }
  | { at: 'loading' }
  | { at: 'form'; form: FormView }
  | { at: 'thanks'; text: string | null }

export class Leaving {
  readonly step = signal<Step>({ at: 'away' })
  readonly filling: Filling
  readonly #ports: LeavingPorts

  constructor(ports: LeavingPorts) {
    this.#ports = ports
    this.filling = ports.filling
  }

  async open() {
    const token = this.#ports.storage.token()
    if (!token || this.step.value.at !== 'away') return
    this.step.value = { at: 'loading' }
    const { locale, page } = this.#ports.surroundings()
    try {
      const { form } = await this.#ports.http.form(token, locale, page)
      this.step.value = form ? { at: 'form', form } : { at: 'away' }
    } catch {
      this.step.value = { at: 'away' }
    }
  }

  /** Back to the conversation. What was written stays for the next time. */
  close() {
    this.step.value = { at: 'away' }
    this.filling.problems.value = []
    this.filling.failed.value = null
  }

  /** Sends it where nothing is wrong; otherwise answers false, and `problems` say what. */
  async send(): Promise<boolean> {
    const { step } = this
    const token = this.#ports.storage.token()
    if (step.value.at !== 'form' || !token) return false
    const { form } = step.value
    const done = await this.filling.send(form, (sent) =>
      this.#ports.http.leave(token, { ...sent, ...this.#ports.surroundings() }),
    )
    if (!done) return false
    step.value = { at: 'thanks', text: done.thanks ?? form.thanks }
    this.#ports.left(done.session)
    return true
  }
}
