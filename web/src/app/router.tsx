import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type RouterHistory,
  useNavigate,
} from '@tanstack/react-router'
import { lazy } from 'react'
import { z } from '@/lib/zod'
import { ApiError } from '@/api/client'
import { sessionQuery } from '@/api/queries'
import { formatAddress, parseAddress, scopeSchema } from '@/lib/scope'
import { Failure, Missing } from './Failure'
import { Shell } from './Shell'

export interface RouterContext {
  queries: QueryClient
}

const SignIn = lazy(() => import('@/features/session/SignIn').then((room) => ({ default: room.SignIn })))

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  errorComponent: Failure,
  notFoundComponent: Missing,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: z.object({ to: z.string().startsWith('/').optional().catch(undefined) }),
  component: function SignInPage() {
    const navigate = useNavigate()
    const { to } = signIn.useSearch()
    const { queries } = signIn.useRouteContext()
    return (
      <SignIn
        onSignedIn={(session) => {
          queries.setQueryData(sessionQuery.queryKey, session)
          void navigate({ href: to ?? '/' })
        }}
      />
    )
  },
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  validateSearch: scopeSchema,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.fetchQuery(sessionQuery)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    }
  },
  component: Shell,
})

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/overview/Overview'), 'Overview'),
})
const requests = createRoute({
  getParentRoute: () => signedIn,
  path: '/requests',
  component: lazyRouteComponent(() => import('@/features/requests/Requests'), 'Requests'),
})

const tree = root.addChildren([signIn, signedIn.addChildren([overview, requests])])

export function buildRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    basepath: '/app',
    ...(history ? { history } : {}),
    context: { queries },
    parseSearch: parseAddress,
    stringifySearch: formatAddress,
    scrollRestoration: true,
    defaultPreload: 'intent',
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof buildRouter>
  }
}
