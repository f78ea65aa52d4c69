package dunlog.beyond26

import android.app.ActivityManager

/** Never run: calls what level 30 brought, with no test of the level. The check against level 26 must find it. */
@Suppress("unused")
internal fun tooNew(manager: ActivityManager) = manager.getHistoricalProcessExitReasons(null, 0, 1)
