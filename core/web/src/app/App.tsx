// Which page an address shows, and what all of them share: language, requests, the signed-in agent.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { I18nProvider, RouterProvider } from 'react-aria-components'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { ApiFailure } from './http/client'
import { usePreferences } from './theme/preferences'
import { Gate } from './shell/Gate'
import { NotFound, PageSkeleton } from './shell/Pages'

const Workbench = lazy(() => import('./workbench/Workbench'))
const Inbox = lazy(() => import('./inbox/Inbox'))
const Console = lazy(() => import('./console/Console'))

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Only what did not reach the server is worth asking again; an answer will not change.
      retry: (failures, failure) => failures < 2 && failure instanceof ApiFailure && failure.status === 0,
      staleTime: 2_000,
    },
  },
})

export function App() {
  const locale = usePreferences((preferences) => preferences.locale)
  const [, navigate] = useLocation()
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={navigate}>
        <QueryClientProvider client={queries}>
          <Gate>
            <Suspense fallback={<PageSkeleton />}>
              <Switch>
                <Route path="/workbench/sessions/:id">{({ id }) => <Workbench selected={id} />}</Route>
                <Route path="/workbench/left-messages/:id">{({ id }) => <Inbox selected={id} />}</Route>
                <Route path="/workbench/left-messages">
                  <Inbox selected={null} />
                </Route>
                <Route path="/workbench">
                  <Workbench selected={null} />
                </Route>
                <Route path="/console">
                  <Console />
                </Route>
                <Route path="/">
                  <Redirect to="/workbench" replace />
                </Route>
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            </Suspense>
          </Gate>
        </QueryClientProvider>
      </RouterProvider>
    </I18nProvider>
  )
}
