package dunlog

import android.net.Uri
import android.provider.CallLog

/** How a store of the phone is asked, in its provider's own words. */
internal enum class StoreForm(
    val store: Store,
    /** Where it is. */
    val uri: Uri,
    /** In which way its rows are seen. */
    val way: Way,
    /** In which way the same is seen as it arrives. */
    val live: Way,
    /** What is new or within the overlap window: an id, then one time or more. */
    val news: String,
    /** How many times [news] takes. */
    val times: Int,
    /** How many milliseconds the provider's unit of time has. */
    val unit: Long,
    /** Columns without which a row says nothing. */
    val needed: List<String>,
) {
    SMS(Store.SMS, Uri.parse("content://sms"), Way.SMS_STORE, Way.SMS_BROADCAST, "_id > ? OR date >= ?", 1, 1, listOf("address", "body", "date", "type")),
    MMS(Store.MMS, Uri.parse("content://mms"), Way.MMS_STORE, Way.MMS_PUSH, "_id > ? OR date >= ?", 1, 1000, listOf("date", "msg_box")),
    CALLS(
        Store.CALLS, CallLog.Calls.CONTENT_URI, Way.CALL_LOG, Way.PHONE_STATE,
        "_id > ? OR date >= ? OR last_modified >= ?", 2, 1, listOf("number", "date", "type", "duration"),
    ),
    ;

    /** The oldest row first. */
    val order: String get() = if (store == Store.MMS) "date ASC, _id ASC" else "date ASC"

    companion object {
        fun of(store: Store): StoreForm = entries.first { it.store == store }
    }
}
