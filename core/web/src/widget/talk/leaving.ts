// A message that the visitor leaves by a form, from the asking for the form to the thanks.
import { signal } from '@preact/signals'
import type { FormView, LeaveView, PageInfo } from '../../shared/wire'
import { check, type Filled, type Problem } from './answers'
import { type Http, Refused } from './http'
import type { Storage } from './storage'

export interface LeavingPorts {
  http: Http
  storage: Pick<Storage, 'token'>
  newId(): string
  surroundings(): { locale: string; page: PageInfo }
  /** It is stored: the session as it is now. */
  left(view: LeaveView['session']): void
}

export type Step =
  | { at: 'away' }
  | { at: 'loading' }
  | { at: 'form'; form: FormView; sending: boolean; failed: string | null }
  | { at: 'thanks'; text: string | null }

export class Leaving {
  readonly step = signal<Step>({ at: 'away' })
  readonly filled = signal<Filled>({})
  /** What is wrong, shown once the visitor tried to send. */
  readonly problems = signal<readonly Problem[]>([])
  readonly #ports: LeavingPorts
  /** The same answers go by the same name, so that sending them twice leaves one message. */
  #named: { answers: string; client_id: string } | null = null

  constructor(ports: LeavingPorts) {
    this.#ports = ports
  }

  async open() {
    const token = this.#ports.storage.token()
    if (!token || this.step.value.at !== 'away') return
    this.step.value = { at: 'loading' }
    const { locale, page } = this.#ports.surroundings()
    try {
      const { form } = await this.#ports.http.form(token, locale, page)
      this.step.value = form ? { at: 'form', form, sending: false, failed: null } : { at: 'away' }
    } catch {
      this.step.value = { at: 'away' }
    }
  }

  /** Back to the conversation. What was written stays for the next time. */
  close() {
    this.step.value = { at: 'away' }
    this.problems.value = []
  }

  fill(field: string, entered: Filled[string]) {
    this.filled.value = { ...this.filled.value, [field]: entered }
    this.problems.value = this.problems.value.filter((problem) => problem.field !== field)
  }

  /** Sends it where nothing is wrong; otherwise answers false, and `problems` say what. */
  async send(): Promise<boolean> {
    const { step } = this
    const token = this.#ports.storage.token()
    if (step.value.at !== 'form' || step.value.sending || !token) return false
    const { form } = step.value
    const { answers, problems } = check(form, this.filled.value)
    this.problems.value = problems
    if (problems.length > 0) return false
    const written = JSON.stringify([form.id, answers])
    if (this.#named?.answers !== written) this.#named = { answers: written, client_id: this.#ports.newId() }
    const { client_id } = this.#named
    step.value = { at: 'form', form, sending: true, failed: null }
    try {
      const asked = { client_id, form: form.id, answers, ...this.#ports.surroundings() }
      const { session, thanks } = await this.#ports.http.leave(token, asked)
      this.filled.value = {}
      this.#named = null
      step.value = { at: 'thanks', text: thanks ?? form.thanks }
      this.#ports.left(session)
      return true
    } catch (failure) {
      const error = failure instanceof Refused ? failure.error : null
      this.problems.value = error?.problems ?? []
      step.value = { at: 'form', form, sending: false, failed: error?.code ?? 'network' }
      return false
    }
  }
}
