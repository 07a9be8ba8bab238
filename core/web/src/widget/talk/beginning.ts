// The form that a chat begins with in some channels: when it stands in place of the composer, and its sending.
import { computed, effect, type ReadonlySignal } from '@preact/signals'
import type { ChannelConfig, FormView, PageInfo, VisitorSessionView } from '../../shared/wire'
import type { AttachmentPorts } from './attachments'
import type { Conversation } from './conversation'
import type { Filling } from './filling'
import type { Http } from './http'

export interface BeginningPorts extends Pick<AttachmentPorts, 'asVisitor'> {
  http: Pick<Http, 'begin'>
  filling: Filling
  config: ReadonlySignal<ChannelConfig | null>
  conversation: Pick<Conversation, 'threads' | 'connection' | 'formWanted' | 'proof' | 'comeBack'> & {
    learn(view: VisitorSessionView): void
  }
  surroundings(): { locale: string; page: PageInfo }
  /** The channel has another form by now. */
  fetchConfig(): Promise<unknown>
}

/** What stands below the log: the composer, the form, a word to sign in, or nothing before it is known which. */
export type Place = { at: 'composer' } | { at: 'unknown' } | { at: 'signIn' } | { at: 'form'; form: FormView }

export class Beginning {
  readonly filling: Filling
  readonly place: ReadonlySignal<Place>
  readonly #ports: BeginningPorts

  constructor(ports: BeginningPorts) {
    this.#ports = ports
    this.filling = ports.filling
    const { config, conversation } = ports
    this.place = computed(() => {
      const { value: proof } = conversation.proof
      if (proof === 'wanted') return { at: 'signIn' }
      // What is written here waits for the proof; but who may not be let in is not asked to write.
      if (proof && config.value?.identity === 'required' && !conversation.threads.value.length) return { at: 'unknown' }
      const form = config.value?.pre_chat
      if (!form) return { at: 'composer' }
      if (conversation.formWanted.value) return { at: 'form', form }
      // Whether a message reopens the last session is for the server to say: it asks for the form where none does.
      if (conversation.threads.value.length > 0) return { at: 'composer' }
      const { value: state } = conversation.connection
      return state === 'idle' || state === 'online' ? { at: 'form', form } : { at: 'unknown' }
    })
  }

  /** Fetches the form that the server asks for, where the channel had none when the page was opened. */
  start() {
    const { config, conversation, fetchConfig } = this.#ports
    effect(() => {
      if (conversation.formWanted.value && !config.peek()?.pre_chat) fetchConfig().catch(() => {})
    })
  }

  /** Sends it where nothing is wrong; otherwise answers false. */
  async send(): Promise<boolean> {
    const { http, asVisitor, conversation, surroundings, fetchConfig } = this.#ports
    const place = this.place.value
    if (place.at !== 'form') return false
    const { locale, page } = surroundings()
    const begun = await this.filling.send(place.form, (sent) =>
      asVisitor((token) => http.begin(token, { ...sent, locale, page })),
    )
    if (begun) {
      conversation.learn(begun.session)
      return true
    }
    const { value: failed } = this.filling.failed
    // Another tab was faster: there is a chat to go to.
    if (failed === 'session_open') conversation.comeBack()
    if (failed === 'unknown_form') await fetchConfig().catch(() => {})
    return false
  }
}
