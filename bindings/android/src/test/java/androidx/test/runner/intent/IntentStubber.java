package androidx.test.runner.intent;

import android.app.Instrumentation;
import android.content.Intent;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: answers intents. */
public interface IntentStubber {
    Instrumentation.ActivityResult getActivityResultForIntent(Intent intent);
}
