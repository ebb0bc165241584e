package io.millrace.deployment;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads resources into the types of their API and refuses what these don't know. The
 * types themselves keep unknown properties, which is what an API server's strict field
 * validation refuses too.
 */
final class StrictModel {

	private static final Map<String, Class<?>> KUBERNETES = Map.ofEntries(Map.entry("v1/Namespace", Namespace.class),
			Map.entry("v1/ServiceAccount", ServiceAccount.class), Map.entry("v1/ConfigMap", ConfigMap.class),
			Map.entry("v1/Secret", Secret.class), Map.entry("v1/Service", Service.class),
			Map.entry("apps/v1/Deployment", Deployment.class), Map.entry("apps/v1/StatefulSet", StatefulSet.class),
			Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
			Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
			Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
			Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
			Map.entry("keda.sh/v1alpha1/ScaledObject", OperatorKinds.ScaledObject.class),
			Map.entry("keda.sh/v1alpha1/TriggerAuthentication", OperatorKinds.TriggerAuthentication.class),
			Map.entry("monitoring.coreos.com/v1/ServiceMonitor", OperatorKinds.ServiceMonitor.class));

	private static final Map<String, Class<?>> STRIMZI = Map.of("kafka.strimzi.io/v1/Kafka", Kafka.class,
			"kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class, "kafka.strimzi.io/v1/KafkaTopic",
			KafkaTopic.class, "kafka.strimzi.io/v1/KafkaUser", KafkaUser.class);

	private final JsonMapper kubernetes = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.annotationIntrospector(new NothingUnknown())
		.build();

	/** Strimzi's types are annotated for Jackson 2. */
	private final com.fasterxml.jackson.databind.ObjectMapper strimzi = com.fasterxml.jackson.databind.json.JsonMapper
		.builder()
		.annotationIntrospector(new NothingUnknownOfStrimzi())
		.build();

	/**
	 * Returns the resource in its type.
	 * @throws RuntimeException naming the path of what is unknown, misspelt or of the
	 * wrong type
	 */
	Object read(Map<String, Object> resource) {
		String kind = resource.get("apiVersion") + "/" + resource.get("kind");
		Class<?> type = KUBERNETES.get(kind);
		if (type != null) {
			return this.kubernetes.convertValue(resource, type);
		}
		type = STRIMZI.get(kind);
		if (type != null) {
			return this.strimzi.convertValue(resource, type);
		}
		throw new IllegalArgumentException("No type is known for " + kind);
	}

	private static final class NothingUnknown extends JacksonAnnotationIntrospector {

		@Override
		public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
			return false;
		}

		@Override
		public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
			return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
		}

	}

	private static final class NothingUnknownOfStrimzi
			extends com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1;

		@Override
		public Boolean hasAnySetter(com.fasterxml.jackson.databind.introspect.Annotated annotated) {
			return false;
		}

		@Override
		public JsonIgnoreProperties.Value findPropertyIgnoralByName(
				com.fasterxml.jackson.databind.cfg.MapperConfig<?> config,
				com.fasterxml.jackson.databind.introspect.Annotated annotated) {
			return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
		}

	}

}
