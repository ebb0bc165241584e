package io.millrace.notification.live;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.RedisClusterPubSubAdapter;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * A connection that listens to channels, of one Redis or of a cluster. Spring Data's
 * containers know no sharded channels, and Lettuce doesn't follow them when a slot moves
 * (redis/lettuce#3213); so whoever uses this subscribes again now and then, which changes
 * nothing where they are. Used by one thread; told from another.
 */
final class ChannelStore implements AutoCloseable {

	private final StatefulRedisPubSubConnection<String, String> connection;

	private final Consumer<String> told;

	private final Runnable missed;

	/** Where each sharded channel was subscribed last. */
	private final Map<String, String> nodes = new ConcurrentHashMap<>();

	/** Subscriptions whose answers are not news. */
	private final Set<String> asked = ConcurrentHashMap.newKeySet();

	private ChannelStore(StatefulRedisPubSubConnection<String, String> connection, Consumer<String> told,
			Runnable missed) {
		this.connection = connection;
		this.told = told;
		this.missed = missed;
	}

	/**
	 * @param told is given every message; must not block
	 * @param missed is called after a connection was lost and is back; must not block
	 * @throws io.lettuce.core.RedisException if Redis can't be reached
	 */
	static ChannelStore open(AbstractRedisClient client, Consumer<String> told, Runnable missed) {
		if (client instanceof RedisClusterClient cluster) {
			StatefulRedisClusterPubSubConnection<String, String> connection = cluster.connectPubSub(StringCodec.UTF8);
			ChannelStore subscription = new ChannelStore(connection, told, missed);
			connection.setNodeMessagePropagation(true);
			connection.addListener(subscription.new OfCluster());
			return subscription;
		}
		StatefulRedisPubSubConnection<String, String> connection = ((RedisClient) client)
			.connectPubSub(StringCodec.UTF8);
		ChannelStore subscription = new ChannelStore(connection, told, missed);
		connection.addListener(subscription.new OfOne());
		return subscription;
	}

	/**
	 * @throws io.lettuce.core.RedisCommandExecutionException if the server has no sharded
	 * channels
	 */
	void subscribeSharded(Set<String> channels) {
		for (String channel : channels) {
			this.asked.add(channel);
			if (this.connection instanceof StatefulRedisClusterPubSubConnection<String, String> cluster) {
				subscribe(cluster, channel);
			}
			else {
				this.connection.sync().ssubscribe(channel);
			}
		}
	}

	private void subscribe(StatefulRedisClusterPubSubConnection<String, String> cluster, String channel) {
		RedisClusterNode node = Objects
			.requireNonNull(cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(channel)));
		cluster.getConnection(node.getNodeId()).sync().ssubscribe(channel);
		String before = this.nodes.put(channel, node.getNodeId());
		if (before != null && !before.equals(node.getNodeId())) {
			this.missed.run();
		}
	}

	void subscribe(Set<String> channels) {
		this.asked.addAll(channels);
		this.connection.sync().subscribe(channels.toArray(String[]::new));
	}

	private void subscribed(String channel) {
		if (!this.asked.remove(channel)) {
			this.missed.run();
		}
	}

	@Override
	public void close() {
		this.connection.close();
	}

	private final class OfOne extends RedisPubSubAdapter<String, String> {

		@Override
		public void message(String channel, String message) {
			ChannelStore.this.told.accept(message);
		}

		@Override
		public void smessage(String channel, String message) {
			ChannelStore.this.told.accept(message);
		}

		@Override
		public void subscribed(String channel, long count) {
			ChannelStore.this.subscribed(channel);
		}

		@Override
		public void ssubscribed(String channel, long count) {
			ChannelStore.this.subscribed(channel);
		}

	}

	private final class OfCluster extends RedisClusterPubSubAdapter<String, String> {

		@Override
		public void message(RedisClusterNode node, String channel, String message) {
			ChannelStore.this.told.accept(message);
		}

		@Override
		public void smessage(RedisClusterNode node, String channel, String message) {
			ChannelStore.this.told.accept(message);
		}

		@Override
		public void subscribed(RedisClusterNode node, String channel, long count) {
			ChannelStore.this.subscribed(channel);
		}

		@Override
		public void ssubscribed(RedisClusterNode node, String channel, long count) {
			ChannelStore.this.subscribed(channel);
		}

	}

}
