import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/client'
import { sessionQuery } from './api/queries'
import { buildRouter } from './app/router'
import { startTheme } from './lib/theme'
import './styles/index.css'

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session that ended leads to signing in again, and back to the same address.
      if (!(error instanceof ApiError) || error.status !== 401 || query.queryKey[0] === 'session') return
      void queries
        .invalidateQueries({ queryKey: sessionQuery.queryKey, refetchType: 'none' })
        .then(() => router.invalidate())
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused it will refuse again; what could not be reached may come back.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
})
const router = buildRouter(queries)

/** The public site's own page: nothing of it waits for a session. */
const Calculator = lazy(() =>
  import('./features/calculator/Calculator').then((room) => ({ default: room.Calculator })),
)

startTheme()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      {location.pathname === '/calculator' ? (
        <Suspense>
          <Calculator />
        </Suspense>
      ) : (
        <RouterProvider router={router} />
      )}
    </QueryClientProvider>
  </StrictMode>,
)
