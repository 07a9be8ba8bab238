// In place of the composer where the channel lets in nobody whom the site does not vouch for.
import { seldomCatalogue } from '../text/seldomWords'
import { useApp } from './context'

export function SignIn() {
  const { language } = useApp()
  return (
    <p class="sign-in" role="status">
      {seldomCatalogue[language.value].signIn}
    </p>
  )
}
