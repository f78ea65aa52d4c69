package dunlog.beyond34

import android.os.SystemProperties

/** Never run: calls what no public interface has. The check against level 34 must find it. */
@Suppress("unused")
internal fun hidden(): String = SystemProperties.get("ro.product.model")
