// Every page of ours is an `index.html` in its folder; built, it gets the name the server knows it by.

/** @param {string} name */
export function page(name) {
  return {
    name: 'usher-page',
    enforce: /** @type {const} */ ('post'),
    /** @param {unknown} _options @param {Record<string, { fileName: string }>} bundle */
    generateBundle(_options, bundle) {
      const html = bundle['index.html']
      if (!html) throw new Error(`no index.html was built for ${name}`)
      html.fileName = name
    },
  }
}
