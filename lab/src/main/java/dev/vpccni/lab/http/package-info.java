/// The little HTTP that the lab's servers share: one listener over the JDK's server, requests and replies as values.
///
/// What must not live here: anything about EC2, IMDS or the lab's control API. Read
/// [dev.vpccni.lab.http.Endpoint] first.
@NullMarked
package dev.vpccni.lab.http;

import org.jspecify.annotations.NullMarked;
