// The rules and plug-ins of the company that the mock shows, and what may be wrong with them.

const MINUTE = 60_000

/** @param {string} role @param {string} scenario @param {number} now */
export function rulesOf(role, scenario, now) {
  const diagnostics = [
    {
      severity: 'error',
      code: 'E0203',
      file: 'rules/distribution/vip.yaml',
      line: 9,
      column: 8,
      message: 'there is no group `vip-car`',
      help: 'did you mean `vip-care`?',
      rendered:
        'error[E0203]: there is no group `vip-car`\n  --> rules/distribution/vip.yaml:9:8\n   |\n 9 | group: vip-car\n   |        ^^^^^^^ not a file in rules/groups\n   |\n   = help: did you mean `vip-care`?\n',
    },
    {
      severity: 'error',
      code: 'E0107',
      file: 'rules/distribution/night.yaml',
      line: 4,
      column: 5,
      message: 'unknown field `page.pth`',
      help: 'the fields of a page are page.url, page.path, page.title and page.referrer',
      rendered:
        'error[E0107]: unknown field `page.pth`\n  --> rules/distribution/night.yaml:4:5\n   |\n 4 |   - page.pth: { starts_with: /checkout }\n   |     ^^^^^^^^ no such field\n   |\n   = help: the fields of a page are page.url, page.path, page.title and page.referrer\n',
    },
  ]
  const broken = scenario === 'broken'
  return role === 'agent'
    ? null
    : {
        revision: '9f2c41d07be35a6618c04f',
        generation: 14,
        loaded_at_ms: now - 26 * MINUTE,
        last_reload_successful: !broken,
        from_cache: false,
        rejected: broken ? { revision: 'b01ff83a2c', at_ms: now - 2 * MINUTE } : null,
        diagnostics: broken
          ? diagnostics
          : scenario === 'warned'
            ? [
                {
                  ...diagnostics[1],
                  severity: 'warning',
                  code: 'W0301',
                  message: 'this rule can never match: `vip` takes every visitor it would take',
                  help: 'give it a lower priority number, or remove it',
                  rendered:
                    'warning[W0301]: this rule can never match\n  --> rules/distribution/night.yaml:3:1\n   |\n 3 | priority: 90\n   | ^^^^^^^^^^^^ after `vip`\n',
                },
              ]
            : [],
        counts: { channels: 3, rules: 4, groups: 3, agents: 8, prompts: 6, strategies: 2 },
        rules: [
          {
            id: 'vip',
            name: 'VIP customers of the mall',
            priority: 10,
            channels: ['mall'],
            group: 'vip-care',
            strategies: ['load', 'circular'],
          },
          {
            id: 'checkout',
            name: 'Stuck at the checkout',
            priority: 20,
            channels: ['mall', 'official'],
            group: 'pre-sales',
            strategies: ['load'],
          },
          {
            id: 'careers',
            name: 'Applicants',
            priority: 50,
            channels: ['careers'],
            group: 'people',
            strategies: ['circular'],
          },
          {
            id: 'everybody',
            name: 'Everybody else',
            priority: 100,
            channels: null,
            group: 'pre-sales',
            strategies: ['circular', 'load'],
          },
        ],
        git: { commit: '4be81d20c7f1' },
      }
}

/** @param {string} scenario @param {number} now */
export function pluginsOf(scenario, now) {
  const health = (calls, us, operations, more = {}) => ({
    calls,
    failures: {},
    operations: calls * operations,
    time_us: calls * us,
    off_until_ms: null,
    last_failure: null,
    ...more,
  })
  const offer = (kind, id, description = '') => ({ kind, id, description })
  const off = scenario === 'broken' || scenario === 'off'
  return {
    off_after_failures: 5,
    backlog: off
      ? { runs: 3, deliveries: 10_000, counted_up_to: 10_000 }
      : { runs: 0, deliveries: 0, counted_up_to: 10_000 },
    plugins: [
      {
        id: 'circular',
        name: 'Circular',
        description: 'Everybody in turn.',
        origin: 'builtin',
        offers: [offer('strategy', 'circular')],
        health: health(0, 0, 0),
      },
      {
        id: 'load',
        name: 'Load balance',
        description: 'The available agent with the fewest open sessions.',
        origin: 'builtin',
        offers: [offer('strategy', 'load')],
        health: health(18_204, 4, 41),
      },
      {
        id: 'campaign',
        name: 'Campaigns',
        description: 'Knows which campaign runs, and what it promises.',
        origin: 'own',
        offers: [offer('predicate', 'in_season', 'Whether a campaign runs now.'), offer('compute', 'promise')],
        health: health(2_310, 61, 300, {
          failures: { wrong_return: 1 },
          last_failure: {
            at_ms: now - 190 * MINUTE,
            offer: 'campaign/promise',
            error: 'returned map, where text, a number, a boolean or nothing is expected',
          },
        }),
      },
      {
        id: 'mood',
        name: 'Mood',
        description: 'Notices angry words, raises the priority and calls for help.',
        origin: 'own',
        offers: [offer('hook', 'angry', 'Tags and raises.'), offer('hook', 'escalate', 'Calls for help.')],
        health: health(
          812,
          2_400,
          5_120,
          off
            ? {
                failures: { deadline: 2, failed: 5 },
                off_until_ms: now + MINUTE,
                last_failure: {
                  at_ms: now - 10_000,
                  offer: 'mood/angry',
                  error: 'failed at angry.rhai:7:14: there is no word list `angry-nl`',
                },
              }
            : {},
        ),
      },
    ],
  }
}
