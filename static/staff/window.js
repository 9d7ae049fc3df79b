/** Lock the window of a booth's screen on staff pages too: anybody may come as far as the sign-in. */

import { lockWindow } from "../shell/lock.js";

lockWindow({ isStaff: document.body.classList.contains("staff-in") });
