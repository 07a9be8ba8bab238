// Everything of forms that is loaded only once there is one.
import './leaving.css'

export { BeginForm } from './BeginForm'
export { LeaveForm } from './LeaveForm'
