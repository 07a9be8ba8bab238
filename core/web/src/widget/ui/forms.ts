// Everything that few chats have, the forms above all: loaded only once there is one. One chunk for all of it: with
// another, what both share with the window would be cut out of the window, and cost everybody.
import { dress } from './dress'
import leaving from './leaving.css?inline'
import seldom from './seldom.css?inline'

export { identify } from '../talk/identity'
export { BeginForm } from './BeginForm'
export { EndQuestion } from './EndQuestion'
export { LeaveForm } from './LeaveForm'
export { Quote } from './Quote'
export { SignIn } from './SignIn'

dress(leaving, seldom)
