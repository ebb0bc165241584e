/**
 * Holds the manifests in {@code k8s/} against Kubernetes' types, against one another and
 * against the services they start.
 */
@NullMarked
package io.millrace.deployment;

import org.jspecify.annotations.NullMarked;
