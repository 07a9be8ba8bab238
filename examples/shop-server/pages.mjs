// The pages of the example shop, as text. Whatever comes from outside goes through `safe`.
import { customers } from './customers.mjs'

const LOGO =
  '<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 3v7" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/><path d="M6 21a10 11 0 0 1 20 0z" fill="currentColor"/><path d="M12 24a4 4 0 0 0 8 0z" fill="#f4b860"/></svg>'

const ROOM = `<svg class="scene" viewBox="0 0 520 440" role="img" aria-label="A pendant lamp over an armchair in a warm room">
  <defs>
  <radialGradient id="pool" cx=".5" cy="0" r="1">
  <stop offset="0" stop-color="#ffe9bf" />
  <stop offset="1" stop-color="#ffe9bf" stop-opacity="0" />
  </radialGradient>
  </defs>
  <path fill="#d9c7ae" d="M0 0h520v340H0z" />
  <path fill="#a98c6b" d="M0 340h520v100H0z" />
  <rect x="56" y="64" width="120" height="150" rx="8" fill="#bcd3d6" />
  <path d="M116 64v150M56 139h120" stroke="#f5ede0" stroke-width="8" />
  <rect x="56" y="64" width="120" height="150" rx="8" fill="none" stroke="#f5ede0" stroke-width="10" />
  <path d="M322 152L170 440h304z" fill="url(#pool)" opacity=".85" />
  <path d="M322 0v96" stroke="#3b3027" stroke-width="4" />
  <path d="M262 152a60 58 0 0 1 120 0z" fill="#0f766e" />
  <ellipse cx="322" cy="153" rx="24" ry="9" fill="#fff3d6" />
  <rect x="252" y="250" width="150" height="104" rx="30" fill="#c2643f" />
  <rect x="226" y="300" width="44" height="80" rx="20" fill="#a9522f" />
  <rect x="384" y="300" width="44" height="80" rx="20" fill="#a9522f" />
  <rect x="250" y="326" width="154" height="54" rx="18" fill="#d47a54" />
  <path d="M256 380v26M398 380v26" stroke="#4a3527" stroke-width="9" stroke-linecap="round" />
  <ellipse cx="322" cy="412" rx="150" ry="14" fill="#8d7254" opacity=".55" />
  <path d="M96 400l8-56h44l8 56z" fill="#f1e6d6" />
  <path d="M126 346c-6-46-38-52-46-82 34 4 46 38 46 82zm0 0c2-52 30-66 48-84 2 36-20 62-48 84zm0 0c-4-60 0-90 6-112 14 30 10 74-6 112z" fill="#4f7a57" />
  </svg>`

const LOBBY = `<svg class="scene" viewBox="0 0 520 440" role="img" aria-label="A hotel lobby with a row of pendant lamps over a long desk">
  <path fill="#cfd6bf" d="M0 0h520v330H0z" />
  <path fill="#8d9672" d="M0 330h520v110H0z" />
  <path fill="#e9edde" d="M40 60h120v210H40zM200 60h120v210H200zM360 60h120v210H360z" />
  <path d="M100 60v210M260 60v210M420 60v210M40 165h440" stroke="#cfd6bf" stroke-width="6" />
  <path d="M100 0v96M260 0v96M420 0v96" stroke="#2d3122" stroke-width="4" />
  <path d="M58 146a42 46 0 0 1 84 0zM218 146a42 46 0 0 1 84 0zM378 146a42 46 0 0 1 84 0z" fill="#56682a" />
  <path d="M88 147a12 8 0 0 0 24 0zM248 147a12 8 0 0 0 24 0zM408 147a12 8 0 0 0 24 0z" fill="#fff1c9" />
  <path d="M62 150L20 330h160L138 150zM222 150l-42 180h160l-42-180zM382 150l-42 180h160l-42-180z" fill="#ffe9bf" opacity=".34" />
  <rect x="70" y="286" width="380" height="16" rx="8" fill="#3a3f2c" />
  <path d="M84 302h352v84H84z" fill="#6b7d3a" />
  <path d="M84 302h352v14H84z" fill="#56682a" />
  <path d="M352 286c-2-26-22-34-24-54 20 6 26 26 26 54zm2 0c2-30 14-40 26-50 0 24-12 40-26 50z" fill="#4f7a57" />
  <rect x="338" y="270" width="32" height="18" rx="5" fill="#f1e6d6" />
  <ellipse cx="260" cy="404" rx="216" ry="14" fill="#5e6746" opacity=".5" />
</svg>`

export const home = (seen) =>
  page(seen, {
    title: 'Lumen Living: light for every room',
    body: `
      <section class="wrap hero">
        <div>
          <h1>${seen.customer ? `Good to see you, ${safe(firstName(seen.customer))}.` : 'Light that feels like home.'}</h1>
          <p>${
            seen.customer
              ? 'Whatever you ask in the chat, we know your lamps already: nobody will want your order number.'
              : 'Lamps made by hand in small workshops, repaired for life, and delivered to your door within three days.'
          }</p>
          <div class="buttons">
            <button class="button" type="button" data-chat>Ask us anything</button>
            ${
              seen.customer
                ? '<a class="button light" href="/account">Your orders</a>'
                : '<a class="button light" href="/log-in">Log in</a>'
            }
          </div>
        </div>
        ${ROOM}
      </section>
      <section class="wrap">
        <div class="promises">
          <div><h3>Repaired for life</h3><p>Send it back whenever something breaks. We mend it and pay the postage.</p></div>
          <div><h3>Three-day delivery</h3><p>From our workshop to your door, in a box that becomes a shelf.</p></div>
          <div><h3>People who know you</h3><p>Log in, and whoever looks after you answers the chat, with your orders at hand.</p></div>
        </div>
      </section>`,
  })

export const portal = (seen) =>
  page(seen, {
    title: 'Lumen for business',
    channel: 'trade',
    look: 'trade',
    body: `
      <section class="wrap hero">
        <div>
          <h1>${seen.customer ? `Welcome back, ${safe(seen.customer.company ?? firstName(seen.customer))}.` : 'Light by the hundred.'}</h1>
          <p>Volumes, projects and prices for architects, hotels and shops. The trade desk is for customers who have logged in: it talks about your contracts, so it wants to know whom it talks to.</p>
          <div class="buttons">
            <button class="button" type="button" data-chat>Ask the trade desk</button>
            ${seen.customer ? '<a class="button light" href="/account">Your orders</a>' : '<a class="button light" href="/log-in?next=/trade">Log in</a>'}
          </div>
        </div>
        ${LOBBY}
      </section>`,
  })

export const logIn = (seen) =>
  page(seen, {
    title: 'Log in: Lumen Living',
    body: `
      <div class="wrap columns door">
        <form method="post" action="/log-in${seen.next === '/trade' ? '?next=/trade' : ''}">
          <h1>Log in</h1>
          <p class="lead">Then we know who asks.</p>
          <div class="panel">
            ${seen.wrong ? '<p class="wrong" role="alert">This address and this password do not belong together.</p>' : ''}
            <div class="fields">
              <label>E-mail <input type="email" name="email" autocomplete="username" required value="${safe(seen.email ?? '')}" /></label>
              <label>Password <input type="password" name="password" autocomplete="current-password" required /></label>
            </div>
            <button class="button">Log in</button>
          </div>
        </form>
        <aside class="panel">
          <h2>Who you can be here</h2>
          <ul class="people">${customers.map(person).join('')}</ul>
        </aside>
      </div>`,
  })

export const account = (seen) => {
  const { customer } = seen
  return page(seen, {
    title: 'Your account: Lumen Living',
    body: `
      <div class="wrap columns">
        <section>
          <h1>Your orders</h1>
          <div class="panel">
            ${customer.orders
              .map(
                ({ number, what, when, state }) =>
                  `<div class="order"><strong>${what}</strong><span class="state">${state}</span><span>Number ${number}, ${when}</span></div>`,
              )
              .join('')}
          </div>
        </section>
        <aside class="panel">
          <h2>${safe(customer.full_name)}</h2>
          <dl class="facts">
            ${customer.company ? `<dt>Company</dt><dd>${safe(customer.company)}</dd>` : ''}
            <dt>Number</dt><dd>${customer.customer_number}</dd>
            <dt>Level</dt><dd>${customer.level}</dd>
            <dt>E-mail</dt><dd>${customer.email}</dd>
            <dt>Telephone</dt><dd>${customer.phone}</dd>
          </dl>
          <button class="button" type="button" data-chat>Ask about an order</button>
        </aside>
      </div>`,
  })
}

export const notFound = (seen) =>
  page(seen, {
    title: 'Nothing here: Lumen Living',
    body: '<div class="wrap columns"><section><h1>There is no such page.</h1><p><a href="/">To the shop</a></p></section></div>',
  })

const person = ({ full_name, company, level, email, password }) =>
  `<li><strong>${safe(full_name)}</strong> ${safe(company ?? `${level} customer`)}<br /><code>${email}</code><br /><code>${password}</code></li>`

function page({ path, customer, customParams, hasLeft, nonce, usher }, { title, channel = 'mall', look = '', body }) {
  const link = (to, name) => `<a href="${to}"${path === to ? ' aria-current="page"' : ''}>${name}</a>`
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/shop.css" />
    <script nonce="${nonce}">
      window.usher = window.usher || function () { (usher.q = usher.q || []).push(arguments) }${hasLeft ? "\n      usher('reset')" : ''}
    </script>
    <script async src="${safe(usher)}/usher.js" data-channel="${channel}" data-custom-params="${customParams}"></script>
    <script defer src="/page.js"></script>
  </head>
  <body class="${look}"${customer ? ' data-signed-in' : ''}>
    <header class="wrap top">
      <a class="logo" href="/">${LOGO} Lumen Living</a>
      <nav aria-label="Main">
        ${link('/', 'Shop')}
        ${link('/trade', 'For business')}
        ${customer ? link('/account', 'Your account') : link('/log-in', 'Log in')}
        ${customer ? '<form class="who" method="post" action="/log-out"><button class="quiet">Log out</button></form>' : ''}
      </nav>
    </header>
    <main>${body}
    </main>
    <footer class="wrap foot">
      <span>© Lumen Living, an invented company</span>
      <a href="/">Shop</a>
      <a href="/trade">For business</a>
    </footer>
  </body>
</html>
`
}

const firstName = ({ full_name }) => full_name.split(' ')[0]

const safe = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
