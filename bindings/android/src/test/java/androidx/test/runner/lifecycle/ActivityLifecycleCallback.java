package androidx.test.runner.lifecycle;

import android.app.Activity;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: told of a step. */
public interface ActivityLifecycleCallback {
    void onActivityLifecycleChanged(Activity activity, Stage stage);
}
