package dunlog.app.recordings

import android.content.Context
import android.net.Uri
import android.os.Build
import android.provider.DocumentsContract
import dunlog.app.R

/** Where makers of phones put recordings of calls: data, `res/values/recordings.xml`, not confirmed on any phone. */
object UsualFolders {
    /** The folders of a maker, below the phone's shared storage; empty for one that nobody knows. */
    fun of(context: Context, maker: String = Build.MANUFACTURER): List<String> =
        context.resources.getStringArray(R.array.recording_folders).map { it.split('|') }.filter { it[0] == maker.lowercase() }.map { it[1] }

    /** The address of such a folder, for the system's dialog to begin at. */
    fun address(path: String): Uri = DocumentsContract.buildDocumentUri("com.android.externalstorage.documents", "primary:$path")
}
