// The basket of the example shop: kept for this browser tab only.
const prices = { Halo: 189, Fern: 74, Arc: 249, Ember: 42 }

const basket = {
  read: () => JSON.parse(sessionStorage.getItem('basket') ?? '["Halo","Ember"]'),
  write: (names) => sessionStorage.setItem('basket', JSON.stringify(names)),
}

function show() {
  const names = basket.read()
  for (const place of document.querySelectorAll('[data-basket-count]')) place.textContent = `Basket (${names.length})`

  const list = document.querySelector('[data-basket]')
  if (!list) return
  list.replaceChildren(...names.map((name) => line(`${name} lamp`, `€${prices[name]}`)))
  const sum = names.reduce((total, name) => total + prices[name], 0)
  document.querySelector('[data-total]').textContent = `€${sum}`
}

function line(what, price) {
  const row = document.createElement('div')
  row.className = 'line'
  for (const text of [what, price]) row.appendChild(document.createElement('span')).textContent = text
  return row
}

for (const button of document.querySelectorAll('[data-add]')) {
  button.addEventListener('click', () => {
    basket.write([...basket.read(), button.dataset.add])
    button.textContent = 'Added'
    show()
  })
}

// A button of the page opens the chat: the snippet's queue keeps the call until the loader has come.
for (const button of document.querySelectorAll('[data-chat]')) {
  button.addEventListener('click', () => window.usher('open'))
}

document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault())

show()
