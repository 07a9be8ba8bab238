import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], importSource: string) => ({
  oxc: { jsx: { runtime: 'automatic' as const, importSource } },
  test: { name, include, environment: 'happy-dom' },
})

export default defineConfig({
  test: {
    projects: [
      project('widget', ['src/{loader,widget,shared}/**/*.test.{ts,tsx}', 'build/**/*.test.ts'], 'preact'),
      project('app', ['src/app/**/*.test.{ts,tsx}'], 'react'),
    ],
  },
})
