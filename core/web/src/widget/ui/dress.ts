// The style sheets of parts that are loaded later come inside of them: a sheet of its own would need code to wait for it,
// which everybody would have to load.

export function dress(...sheets: readonly string[]) {
  for (const css of sheets) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets.push(sheet)
  }
}
