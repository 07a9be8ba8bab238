// A form while it is filled in: what was entered, what is wrong with it, and its sending under one name.
import { signal } from '@preact/signals'
import type { FormFieldView, FormView, SentFormRequest } from '../../shared/wire'
import type { Filled, Problem } from './answers'
import { type AttachmentPorts, Attachments } from './attachments'
import { Refused } from './http'

type Sent = Pick<SentFormRequest, 'client_id' | 'form' | 'answers'>

export class Filling {
  readonly filled = signal<Filled>({})
  /** What is wrong, shown once the visitor tried to send. */
  readonly problems = signal<readonly Problem[]>([])
  readonly sending = signal(false)
  /** Why the last try came to nothing. */
  readonly failed = signal<string | null>(null)
  readonly #ports: AttachmentPorts
  readonly #files = new Map<string, Attachments>()
  /** The same answers go by the same name, so that sending them twice changes nothing. */
  #named: { answers: string; client_id: string } | null = null

  constructor(ports: AttachmentPorts) {
    this.#ports = ports
  }

  fill(field: string, entered: Filled[string]) {
    this.filled.value = { ...this.filled.value, [field]: entered }
    this.problems.value = this.problems.value.filter((problem) => problem.field !== field)
  }

  /** The files of a field. */
  files({ id, takes }: FormFieldView): Attachments {
    const known = this.#files.get(id)
    if (known) return known
    const limits =
      takes.type === 'file'
        ? { files: takes.files, bytes: takes.file_bytes, accept: takes.accept }
        : { files: 0, bytes: 0, accept: [] }
    const made = new Attachments(this.#ports, () => limits)
    this.#files.set(id, made)
    return made
  }

  /** Sends it where nothing is wrong. Answers null where it was not taken, and then `problems` or `failed` say why. */
  async send<T>(form: FormView, deliver: (sent: Sent) => Promise<T>): Promise<T | null> {
    if (this.sending.value) return null
    this.sending.value = true
    try {
      // Loaded with the fields of the first form, which most visitors never meet.
      const { checkWithFiles } = await import('./answers')
      const { answers, problems } = checkWithFiles(form, this.filled.value, this.#files)
      this.problems.value = problems
      this.failed.value = null
      if (problems.length > 0) return null
      const written = JSON.stringify([form.id, answers])
      if (this.#named?.answers !== written) this.#named = { answers: written, client_id: this.#ports.newId() }
      const done = await deliver({ client_id: this.#named.client_id, form: form.id, answers })
      this.#clear()
      return done
    } catch (failure) {
      const error = failure instanceof Refused ? failure.error : null
      // Another form went by this name, so only a new one can carry this.
      if (error?.code === 'conflict') this.#named = null
      this.problems.value = error?.problems ?? []
      this.failed.value = error?.code ?? 'network'
      return null
    } finally {
      this.sending.value = false
    }
  }

  #clear() {
    this.filled.value = {}
    this.problems.value = []
    this.#files.clear()
    this.#named = null
  }
}
