/// Told of long work: the module's own ``Progress`` under a name that Foundation does not have too.
public typealias WorkProgress = Progress
