package dunlog.app.widget

import android.content.Context
import android.os.Build
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Button
import android.widget.ImageButton
import android.widget.ImageView
import android.widget.TextView
import dunlog.FromLevel
import dunlog.app.R

/** What can be touched. */
object Buttons {
    /** The one thing to do next. */
    fun main(context: Context, text: CharSequence, tapped: () -> Unit): Button =
        plain(context, text, R.color.on_accent, tapped).apply { background = Look.touchable(context, Look.ground(context, R.color.accent)) }

    /** Another thing that can be done. */
    fun other(context: Context, text: CharSequence, tapped: () -> Unit): Button =
        plain(context, text, R.color.accent, tapped).apply { background = Look.touchable(context, Look.ground(context, R.color.card, R.color.accent)) }

    private fun plain(context: Context, text: CharSequence, colour: Int, tapped: () -> Unit) = Button(context).apply {
        this.text = text
        textSize = Look.BODY
        isAllCaps = false
        stateListAnimator = null
        setTextColor(context.getColor(colour))
        minHeight = Look.px(context, Look.TOUCH)
        Look.pad(this, 14, 10)
        setOnClickListener { tapped() }
    }

    /** A picture that can be touched; `says` is what TalkBack reads. */
    fun picture(context: Context, drawable: Int, says: CharSequence, tapped: () -> Unit): ImageButton = ImageButton(context).apply {
        setImageDrawable(context.getDrawable(drawable)!!.mutate().apply { setTint(context.getColor(R.color.words)) })
        contentDescription = says
        scaleType = ImageView.ScaleType.CENTER
        minimumWidth = Look.px(context, Look.TOUCH)
        minimumHeight = Look.px(context, Look.TOUCH)
        background = Look.touchable(context, Look.ground(context, R.color.ground))
        setOnClickListener { tapped() }
    }
}

/** Tells TalkBack that this is a heading, from level 28 on by the system's own way. */
fun <V : TextView> V.asHeading(): V = apply {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) markHeading(this)
    else accessibilityDelegate = object : View.AccessibilityDelegate() {
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            info.collectionItemInfo = AccessibilityNodeInfo.CollectionItemInfo.obtain(0, 1, 0, 1, true)
        }
    }
}

@FromLevel(Build.VERSION_CODES.P)
private fun markHeading(view: View) {
    view.isAccessibilityHeading = true
}
