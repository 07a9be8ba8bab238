// A small company at work: the agents, visitors and chats that the mock shows.
import { pluginsOf, rulesOf } from './company-rules.mjs'

const MINUTE = 60_000

/** @param {{ role: string, scenario: string }} options */
export function company({ role, scenario }) {
  const now = Date.now()
  const me = {
    id: 'li.wei',
    name: 'Li Wei',
    email: 'li.wei@harbour.example',
    role,
    availability: scenario === 'away' ? 'away' : 'online',
    capacity: 5,
    load: 0,
    workspace: 'Harbour Mall',
  }
  const sessions = new Map()
  const transcripts = new Map()

  const visitor = { party: 'visitor' }
  const mine = { party: 'agent', id: me.id, name: me.name }
  const system = { party: 'system' }
  const text = (words) => ({ kind: 'text', text: words })
  const event = (value) => ({ kind: 'event', event: value })

  function append(id, sender, body, clientId, atMs = Date.now()) {
    const all = transcripts.get(id) ?? []
    const message = { session: id, seq: all.length + 1, sender, client_id: clientId, body, at_ms: atMs }
    transcripts.set(id, [...all, message])
    const session = sessions.get(id)
    if (session) {
      session.last_seq = message.seq
      session.last_at_ms = atMs
      if (body.kind === 'text') session.last_text = body.text.slice(0, 140)
      if (body.kind === 'text' && sender.party === 'visitor') session.unread += 1
    }
    return message
  }

  function open(id, name, channel, group, minutesAgo, more = {}) {
    const session = {
      id,
      channel: channel[0],
      channel_name: channel[1],
      state: 'assigned',
      group,
      agent: { id: me.id, name: me.name },
      rule: 'vip',
      visitor: { id: `v-${id}`, name, locale: 'en' },
      opened_at_ms: now - minutesAgo * MINUTE,
      closed_at_ms: null,
      last_seq: 0,
      visitor_read: 0,
      agent_read: 0,
      last_text: null,
      last_at_ms: now - minutesAgo * MINUTE,
      unread: 0,
      priority: 0,
      tags: [],
      fields: {},
      ...more,
    }
    sessions.set(id, session)
    return session
  }

  const mall = ['mall', 'Harbour Mall']
  const official = ['official', 'Official site']
  const vip = { id: 'vip-care', name: 'VIP care' }
  const sales = { id: 'pre-sales', name: 'Pre-sales' }

  function talk(id, lines) {
    let count = 0
    for (const [minutesAgo, sender, body] of lines) {
      count += 1
      append(id, sender, body, `${id}-${count}`, now - minutesAgo * MINUTE)
    }
  }

  if (scenario !== 'empty' && scenario !== 'away' && scenario !== 'signed-out') {
    const anna = open('s1', 'Anna Lindqvist', mall, vip, 1_460, {
      visitor: { id: 'v-77d1', name: 'Anna Lindqvist', locale: 'en' },
    })
    const long = Array.from({ length: 44 }, (_, at) => [
      1_455 - at,
      at % 3 === 1 ? mine : visitor,
      text(at % 3 === 1 ? 'Let me look that up for you.' : `Question number ${at + 1} about my order.`),
    ])
    talk('s1', [
      ...long,
      [14, visitor, text('Hi! My parcel was meant to arrive yesterday, but the page still says “on its way”.')],
      [13, visitor, text('The order number is 4471-902.')],
      [12, mine, text('Good morning Anna, let me look that up for you.')],
      [
        11,
        mine,
        text(
          'It left our warehouse on Tuesday and is with the carrier now. You can follow it here: https://track.harbour.example/p/4471-902?lang=en.',
        ),
      ],
      [
        6,
        visitor,
        text(
          'Thanks. It says it is at the pickup point in Lund, but I asked for delivery to my door.\n\nCan that still be changed?',
        ),
      ],
      [
        5,
        mine,
        text('Yes. I have asked the carrier to bring it to your door tomorrow between 9 and 12. Does that work?'),
      ],
      [2, visitor, text('Perfect, tomorrow morning works!')],
    ])
    anna.visitor_read = 99
    anna.agent_read = anna.last_seq - 1
    anna.unread = 1

    const chen = open('s2', '陈美玲', mall, vip, 9, { visitor: { id: 'v-c9', name: '陈美玲', locale: 'zh-CN' } })
    talk('s2', [
      [9, visitor, text('你好，我想问一下会员积分什么时候到账？')],
      [9, system, event({ event: 'assigned', agent: { id: me.id, name: me.name } })],
      [9, system, { kind: 'prompt', prompt: 'vip-welcome', text: '您好，尊敬的会员！我们马上为您服务。' }],
      [6, visitor, text('订单是上周五的')],
      [4, visitor, text('还在吗？')],
    ])
    chen.agent_read = 3
    chen.unread = 2
    Object.assign(chen, { priority: 20, tags: ['vip'] })

    const done = (by, effect) => event({ event: 'applied', by, effect })
    const cross = open('s5', 'Piet van den Berg', mall, vip, 25, {
      visitor: { id: 'v-5b2e', name: 'Piet van den Berg', locale: 'nl' },
      priority: 50,
      tags: ['angry', 'delivery', 'returning-customer', 'second-complaint'],
      fields: { mood: 'angry', orders: 14, newsletter: false, carrier: 'North Sea Parcels' },
    })
    talk('s5', [
      [25, visitor, text('Where is my order? This is the third time I ask.')],
      [25, system, event({ event: 'assigned', agent: { id: me.id, name: me.name } })],
      [25, system, done('mood/angry', { effect: 'tag', tag: 'angry' })],
      [25, system, done('mood/angry', { effect: 'set_priority', priority: 50 })],
      [25, system, done('mood/angry', { effect: 'set_field', field: 'mood', value: 'angry' })],
      [24, mine, text('I am sorry about that, Piet. Give me a minute and I will find it.')],
      [23, visitor, text('You said that last week too. I want to speak to somebody in charge!')],
      [23, system, done('mood/angry', { effect: 'send_prompt', prompt: 'sorry' })],
      [23, system, { kind: 'prompt', prompt: 'sorry', text: 'We are sorry. A senior colleague has been told.' }],
      [
        23,
        system,
        done('mood/escalate', {
          effect: 'ask_transfer',
          group: { id: 'seniors', name: 'Senior desk' },
          reason: 'the visitor asked for somebody in charge',
        }),
      ],
      [23, system, done('mood/escalate', { effect: 'call_webhook', webhook: { id: 'pager', name: 'Pager' } })],
    ])
    cross.agent_read = cross.last_seq
    cross.unread = 0

    const guest = open('s3', null, official, sales, 3, { visitor: { id: 'v-8f3a', name: null, locale: 'en' } })
    talk('s3', [
      [3, visitor, text('Do you ship to Norway?')],
      [3, system, event({ event: 'queued', reason: 'busy' })],
      [2, system, event({ event: 'assigned', agent: { id: me.id, name: me.name } })],
      [2, system, { kind: 'prompt', prompt: 'welcome', text: 'Welcome! How can we help?' }],
      [1.5, mine, text('We do. Delivery takes three to five days.')],
    ])
    guest.agent_read = guest.last_seq
    guest.unread = 0

    open('s4', 'Omar Haddad', mall, sales, 190, { state: 'closed', closed_at_ms: now - 150 * MINUTE })
    talk('s4', [
      [190, visitor, text('Is the blue jacket available in size L?')],
      [190, system, event({ event: 'assigned', agent: { id: me.id, name: me.name } })],
      [186, mine, text('It is, and I have put one aside for you.')],
      [180, visitor, text('Great, thank you!')],
      [150, system, event({ event: 'closed', cause: 'agent' })],
    ])
    sessions.get('s4').agent_read = 5
    sessions.get('s4').unread = 0
  }
  if (scenario === 'busy' || scenario === 'broken' || scenario === 'warned') {
    const waits = [
      ['q1', 'Sofia Marino', 7, 'Can I return a gift without the receipt?'],
      ['q2', null, 4, 'hello?'],
      [
        'q3',
        'Jonas Weber',
        1,
        'I cannot sign in to my account since the update of last week, and the reset mail does not come either.',
      ],
    ]
    for (const [id, name, minutesAgo, words] of waits) {
      open(id, name, mall, vip, minutesAgo, {
        state: 'queued',
        agent: null,
        visitor: { id: `v-${id}`, name, locale: 'en' },
        ...(id === 'q1' ? { priority: 30, tags: ['vip', 'gift'] } : {}),
        ...(id === 'q3' ? { priority: -10 } : {}),
      })
      talk(id, [
        [minutesAgo, visitor, text(words)],
        [minutesAgo, system, event({ event: 'queued', reason: 'busy' })],
      ])
    }
  }

  const channels = [
    {
      id: 'mall',
      name: 'Harbour Mall',
      origins: ['https://mall.harbour.example'],
      theme_color: '#0f766e',
      last_seen_ms: now - MINUTE,
    },
    {
      id: 'official',
      name: 'Official site',
      origins: ['https://harbour.example', 'https://www.harbour.example'],
      theme_color: '#c2410c',
      last_seen_ms: now - 190 * MINUTE,
    },
    {
      id: 'careers',
      name: 'Careers',
      origins: ['https://careers.harbour.example'],
      theme_color: '#6d28d9',
      last_seen_ms: null,
    },
  ]

  const rules = rulesOf(role, scenario, now)
  const plugins = pluginsOf(scenario, now)

  return {
    me,
    rules,
    plugins,
    channels,
    sessions,
    transcripts,
    append,
    mine: () => [...sessions.values()].filter((session) => session.agent?.id === me.id && session.state !== 'closed'),
    waiting(filter, before, limit) {
      const all = [...sessions.values()].filter((session) => session.state === filter)
      const from = before ? all.findIndex((session) => session.id === before) + 1 : 0
      return { sessions: all.slice(from, from + limit), has_more: all.length > from + limit }
    },
    page(id, query) {
      const all = transcripts.get(id) ?? []
      const limit = Number(query.get('limit') ?? 50)
      const after = query.get('after')
      if (after !== null) {
        const rest = all.filter((message) => message.seq > Number(after))
        return { messages: rest.slice(0, limit), has_more: rest.length > limit }
      }
      const earlier = all.filter((message) => message.seq < Number(query.get('before')))
      return { messages: earlier.slice(-limit), has_more: earlier.length > limit }
    },
    snippet: (channel) => ({
      channel,
      html: `<script async src="https://chat.harbour.example/usher.js" data-channel="${channel}"></script>`,
      csp: [
        'script-src https://chat.harbour.example',
        'frame-src https://chat.harbour.example',
        'connect-src https://chat.harbour.example',
      ],
    }),
    explanation: (session) => ({
      session: session.id,
      decisions: [
        {
          at_ms: session.opened_at_ms,
          cause: 'opened',
          revision: '9f2c41d07be35a66',
          outcome: session.agent
            ? { decision: 'assign', group: 'vip-care', agent: session.agent.id }
            : { decision: 'queue', group: 'vip-care', reason: 'busy' },
          rules: [
            {
              rule: 'night',
              name: 'Night shift',
              matched: false,
              reason: 'time.hour is 10, and should be between 20 and 23',
            },
            {
              rule: 'checkout',
              name: 'Stuck at the checkout',
              matched: false,
              reason: 'page.path is /orders/4471, and should start with /checkout',
            },
            { rule: 'vip', name: 'VIP customers of the mall', matched: true, reason: null },
          ],
          candidates: [
            { agent: 'zhao.min', name: 'Zhao Min', load: 3, standing: 'eligible', place: 2, reason: null },
            { agent: 'li.wei', name: 'Li Wei', load: 1, standing: 'chosen', place: 1, reason: null },
            {
              agent: 'maria',
              name: 'Maria Santos',
              load: 5,
              standing: 'refused',
              place: null,
              reason: 'is full (5 of 5 sessions)',
            },
            { agent: 'tom', name: 'Tom Becker', load: 0, standing: 'refused', place: null, reason: 'is away' },
          ],
          strategies: [
            ...(session.id === 's5'
              ? [
                  {
                    strategy: 'weighted-skill',
                    outcome: 'failed',
                    error: 'failed at weighted-skill.rhai:12:9: division by zero',
                    operations: 1_284,
                    log: ['asked for es, level 2', '3 speak it'],
                  },
                ]
              : []),
            { strategy: 'load', outcome: 'chose', error: null, operations: 41, log: [] },
          ],
          failures:
            session.id === 's5'
              ? [{ predicate: 'campaign/in_season', error: 'ran longer than 5 ms', held: false }]
              : [],
          facts: {},
        },
      ],
    }),
  }
}
