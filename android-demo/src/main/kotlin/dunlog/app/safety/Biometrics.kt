package dunlog.app.safety

import android.app.Activity
import android.app.KeyguardManager
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import dunlog.FromLevel
import dunlog.app.R
import dunlog.app.frame.Frame

/** Fingerprint or face, from level 28 on; before that the phone's own lock. **Never run here**: no test machine has either. */
object Biometrics {
    /** The question that the phone's own lock answers on levels 26 and 27. */
    const val QUESTION = "keyguard"

    /** Whether this phone has something that opens. */
    fun isThere(activity: Activity): Boolean = when {
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q -> isSetUp(activity)
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.P ->
            activity.packageManager.hasSystemFeature("android.hardware.fingerprint") && isSecure(activity)
        else -> isSecure(activity)
    }

    private fun isSecure(activity: Activity) = activity.getSystemService(KeyguardManager::class.java)?.isDeviceSecure == true

    @FromLevel(Build.VERSION_CODES.Q)
    @Suppress("DEPRECATION")
    private fun isSetUp(activity: Activity): Boolean =
        activity.getSystemService(BiometricManager::class.java)?.canAuthenticate() == BiometricManager.BIOMETRIC_SUCCESS

    /** Asks the person; `opened` where the system is sure. A cancel or a fault leaves the PIN. */
    fun ask(frame: Frame, opened: () -> Unit) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) return prompt(frame.activity, opened)
        @Suppress("DEPRECATION")
        val intent = frame.activity.getSystemService(KeyguardManager::class.java)
            ?.createConfirmDeviceCredentialIntent(frame.activity.getString(R.string.safety_biometrics_title), null) ?: return
        frame.ask(QUESTION, intent)
    }

    @FromLevel(Build.VERSION_CODES.P)
    private fun prompt(activity: Activity, opened: () -> Unit) {
        val beside = activity.mainExecutor
        BiometricPrompt.Builder(activity)
            .setTitle(activity.getString(R.string.safety_biometrics_title))
            .setNegativeButton(activity.getString(R.string.app_cancel), beside) { _, _ -> }
            .build()
            .authenticate(CancellationSignal(), beside, Opening(opened))
    }

    @FromLevel(Build.VERSION_CODES.P)
    private class Opening(private val opened: () -> Unit) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult?) = opened()
    }
}
