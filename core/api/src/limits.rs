//! Rate limits: by address, by visitor, by channel. Over a limit is an answer with a time to come back, never silence.

use crate::error::Failure;
use governor::{DefaultKeyedRateLimiter, InsufficientCapacity, Quota, RateLimiter, clock::Clock};
use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
};
use usher_model::{AgentId, ChannelId, Visitor, VisitorId};

/// How much is allowed, each as a steady rate with as much again at once.
#[derive(Debug, Clone)]
pub struct RateLimits {
    /// Sign-in attempts a minute, by address.
    pub sign_ins_per_minute: NonZeroU32,
    /// New visitors a minute, by address: an office shares one.
    pub visitors_per_minute: NonZeroU32,
    /// New visitors a second, by channel.
    pub visitors_per_second_by_channel: NonZeroU32,
    /// Proofs of who a visitor is a minute, by address: an office shares one, a guesser does not need more.
    pub proofs_per_minute: NonZeroU32,
    /// The same a second, by channel.
    pub proofs_per_second_by_channel: NonZeroU32,
    /// Requests and frames of any kind a second, by visitor.
    pub visitor_requests_per_second: NonZeroU32,
    /// Messages a second, by visitor.
    pub messages_per_second: NonZeroU32,
    /// Messages of visitors a second, by address: an office shares one.
    pub messages_per_second_by_address: NonZeroU32,
    /// Messages of visitors a second, by channel.
    pub messages_per_second_by_channel: NonZeroU32,
    /// Left messages a minute, by visitor: each is handled by a person.
    pub left_messages_per_minute: NonZeroU32,
    /// Left messages a minute, by address: an office shares one.
    pub left_messages_per_minute_by_address: NonZeroU32,
    /// Messages a second, by agent.
    pub agent_messages_per_second: NonZeroU32,
    /// Files a minute, by visitor.
    pub uploads_per_minute: NonZeroU32,
    /// Files of visitors a minute, by address: an office shares one.
    pub uploads_per_minute_by_address: NonZeroU32,
    /// Files a minute, by agent.
    pub agent_uploads_per_minute: NonZeroU32,
    /// Megabytes of uploads an hour, by visitor.
    pub upload_megabytes_per_hour: NonZeroU32,
    /// The same, by address.
    pub upload_megabytes_per_hour_by_address: NonZeroU32,
    /// Uploads of visitors at one time, by address: what comes slowly keeps a place from others.
    pub uploads_at_once_by_address: NonZeroU32,
    /// Sockets opened a minute, by address.
    pub sockets_per_minute: NonZeroU32,
}

impl RateLimits {
    /// The same number for each, for load programs and tests: all of their visitors share an address.
    pub const fn uniform(each: NonZeroU32) -> Self {
        Self {
            sign_ins_per_minute: each,
            visitors_per_minute: each,
            visitors_per_second_by_channel: each,
            proofs_per_minute: each,
            proofs_per_second_by_channel: each,
            visitor_requests_per_second: each,
            messages_per_second: each,
            messages_per_second_by_address: each,
            messages_per_second_by_channel: each,
            left_messages_per_minute: each,
            left_messages_per_minute_by_address: each,
            agent_messages_per_second: each,
            uploads_per_minute: each,
            uploads_per_minute_by_address: each,
            agent_uploads_per_minute: each,
            upload_megabytes_per_hour: each,
            upload_megabytes_per_hour_by_address: each,
            uploads_at_once_by_address: each,
            sockets_per_minute: each,
        }
    }
}

const fn some(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            sign_ins_per_minute: some(10),
            visitors_per_minute: some(60),
            visitors_per_second_by_channel: some(200),
            proofs_per_minute: some(60),
            proofs_per_second_by_channel: some(200),
            visitor_requests_per_second: some(40),
            messages_per_second: some(10),
            messages_per_second_by_address: some(100),
            messages_per_second_by_channel: some(2_000),
            left_messages_per_minute: some(6),
            left_messages_per_minute_by_address: some(60),
            agent_messages_per_second: some(50),
            uploads_per_minute: some(30),
            uploads_per_minute_by_address: some(200),
            agent_uploads_per_minute: some(120),
            upload_megabytes_per_hour: some(500),
            upload_megabytes_per_hour_by_address: some(5_000),
            uploads_at_once_by_address: some(24),
            sockets_per_minute: some(300),
        }
    }
}

pub(crate) struct Limiters {
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    visitors: DefaultKeyedRateLimiter<IpAddr>,
    visitors_by_channel: DefaultKeyedRateLimiter<ChannelId>,
    proofs: DefaultKeyedRateLimiter<IpAddr>,
    proofs_by_channel: DefaultKeyedRateLimiter<ChannelId>,
    visitor_requests: DefaultKeyedRateLimiter<VisitorId>,
    messages: DefaultKeyedRateLimiter<VisitorId>,
    messages_by_address: DefaultKeyedRateLimiter<IpAddr>,
    messages_by_channel: DefaultKeyedRateLimiter<ChannelId>,
    left_messages: DefaultKeyedRateLimiter<VisitorId>,
    left_messages_by_address: DefaultKeyedRateLimiter<IpAddr>,
    agent_messages: DefaultKeyedRateLimiter<AgentId>,
    uploads: DefaultKeyedRateLimiter<VisitorId>,
    uploads_by_address: DefaultKeyedRateLimiter<IpAddr>,
    agent_uploads: DefaultKeyedRateLimiter<AgentId>,
    upload_megabytes: DefaultKeyedRateLimiter<VisitorId>,
    upload_megabytes_by_address: DefaultKeyedRateLimiter<IpAddr>,
    uploading: Arc<Uploading>,
    sockets: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limiters {
    pub(crate) fn new(limits: &RateLimits) -> Self {
        Self {
            sign_ins: RateLimiter::keyed(Quota::per_minute(limits.sign_ins_per_minute)),
            visitors: RateLimiter::keyed(Quota::per_minute(limits.visitors_per_minute)),
            visitors_by_channel: RateLimiter::keyed(Quota::per_second(limits.visitors_per_second_by_channel)),
            proofs: RateLimiter::keyed(Quota::per_minute(limits.proofs_per_minute)),
            proofs_by_channel: RateLimiter::keyed(Quota::per_second(limits.proofs_per_second_by_channel)),
            visitor_requests: RateLimiter::keyed(Quota::per_second(limits.visitor_requests_per_second)),
            messages: RateLimiter::keyed(Quota::per_second(limits.messages_per_second)),
            messages_by_address: RateLimiter::keyed(Quota::per_second(limits.messages_per_second_by_address)),
            messages_by_channel: RateLimiter::keyed(Quota::per_second(limits.messages_per_second_by_channel)),
            left_messages: RateLimiter::keyed(Quota::per_minute(limits.left_messages_per_minute)),
            left_messages_by_address: RateLimiter::keyed(Quota::per_minute(limits.left_messages_per_minute_by_address)),
            agent_messages: RateLimiter::keyed(Quota::per_second(limits.agent_messages_per_second)),
            uploads: RateLimiter::keyed(Quota::per_minute(limits.uploads_per_minute)),
            uploads_by_address: RateLimiter::keyed(Quota::per_minute(limits.uploads_per_minute_by_address)),
            agent_uploads: RateLimiter::keyed(Quota::per_minute(limits.agent_uploads_per_minute)),
            upload_megabytes: RateLimiter::keyed(Quota::per_hour(limits.upload_megabytes_per_hour)),
            upload_megabytes_by_address: RateLimiter::keyed(Quota::per_hour(
                limits.upload_megabytes_per_hour_by_address,
            )),
            uploading: Arc::new(Uploading { most: limits.uploads_at_once_by_address.get(), at_once: Mutex::default() }),
            sockets: RateLimiter::keyed(Quota::per_minute(limits.sockets_per_minute)),
        }
    }

    pub(crate) fn sign_in(&self, address: IpAddr) -> Result<(), Failure> {
        check(&self.sign_ins, &shared(address))
    }

    pub(crate) fn new_visitor(&self, address: IpAddr, channel: &ChannelId) -> Result<(), Failure> {
        check(&self.visitors, &shared(address))?;
        check(&self.visitors_by_channel, channel)
    }

    pub(crate) fn proof(&self, address: IpAddr, channel: &ChannelId) -> Result<(), Failure> {
        check(&self.proofs, &shared(address))?;
        check(&self.proofs_by_channel, channel)
    }

    /// Anything a visitor asks, however small: each costs a look into the database.
    pub(crate) fn visitor_request(&self, visitor: VisitorId) -> Result<(), Failure> {
        check(&self.visitor_requests, &visitor)
    }

    pub(crate) fn message(&self, visitor: &Visitor, address: IpAddr) -> Result<(), Failure> {
        check(&self.messages, &visitor.id)?;
        check(&self.messages_by_address, &shared(address))?;
        check(&self.messages_by_channel, &visitor.channel)
    }

    pub(crate) fn left_message(&self, visitor: &Visitor, address: IpAddr) -> Result<(), Failure> {
        check(&self.left_messages, &visitor.id)?;
        check(&self.left_messages_by_address, &shared(address))
    }

    pub(crate) fn agent_message(&self, agent: &AgentId) -> Result<(), Failure> {
        check(&self.agent_messages, agent)
    }

    /// A visitor's upload of as many bytes as it may have at most. What is answered is held until it is over.
    pub(crate) fn upload(&self, visitor: VisitorId, address: IpAddr, bytes: u64) -> Result<UploadPlace, Failure> {
        let address = shared(address);
        let place = self.uploading.take(address)?;
        check(&self.uploads, &visitor)?;
        check(&self.uploads_by_address, &address)?;
        let megabytes = u32::try_from(bytes.div_ceil(1_000_000)).unwrap_or(u32::MAX);
        let megabytes = NonZeroU32::new(megabytes).unwrap_or(NonZeroU32::MIN);
        check_many(&self.upload_megabytes, &visitor, megabytes)?;
        check_many(&self.upload_megabytes_by_address, &address, megabytes)?;
        Ok(place)
    }

    pub(crate) fn agent_upload(&self, agent: &AgentId) -> Result<(), Failure> {
        check(&self.agent_uploads, agent)
    }

    pub(crate) fn socket(&self, address: IpAddr) -> Result<(), Failure> {
        check(&self.sockets, &shared(address))
    }

    /// Forgets keys that are back at their full allowance, so that memory follows the present, not the past.
    pub(crate) fn forget_idle(&self) {
        self.sign_ins.retain_recent();
        self.visitors.retain_recent();
        self.visitors_by_channel.retain_recent();
        self.proofs.retain_recent();
        self.proofs_by_channel.retain_recent();
        self.visitor_requests.retain_recent();
        self.messages.retain_recent();
        self.messages_by_address.retain_recent();
        self.messages_by_channel.retain_recent();
        self.left_messages.retain_recent();
        self.left_messages_by_address.retain_recent();
        self.agent_messages.retain_recent();
        self.uploads.retain_recent();
        self.uploads_by_address.retain_recent();
        self.agent_uploads.retain_recent();
        self.upload_megabytes.retain_recent();
        self.upload_megabytes_by_address.retain_recent();
        self.sockets.retain_recent();
    }
}

/// How many uploads of visitors are under way, by address.
struct Uploading {
    most: u32,
    at_once: Mutex<HashMap<IpAddr, u32>>,
}

/// A visitor's upload that is under way.
pub(crate) struct UploadPlace {
    uploading: Arc<Uploading>,
    address: IpAddr,
}

impl Uploading {
    fn take(self: &Arc<Self>, address: IpAddr) -> Result<UploadPlace, Failure> {
        let mut at_once = self.at_once.lock().unwrap_or_else(PoisonError::into_inner);
        let count = at_once.entry(address).or_default();
        if *count >= self.most {
            return Err(Failure::Busy);
        }
        *count += 1;
        drop(at_once);
        Ok(UploadPlace { uploading: Arc::clone(self), address })
    }
}

impl Drop for UploadPlace {
    fn drop(&mut self) {
        let mut at_once = self.uploading.at_once.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = at_once.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                at_once.remove(&self.address);
            }
        }
    }
}

/// What one customer of a provider is given: one address, or of IPv6 a whole /64.
fn shared(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & !u128::from(u64::MAX))),
    }
}

fn check<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Failure> {
    check_many(limiter, key, NonZeroU32::MIN)
}

fn check_many<K: Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
    count: NonZeroU32,
) -> Result<(), Failure> {
    let not_until = match limiter.check_key_n(key, count) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(not_until)) => not_until,
        // More than all that is allowed at once never passes: the limit is set so low.
        Err(InsufficientCapacity(_)) => return Err(Failure::RateLimited { retry_after_ms: 3_600_000 }),
    };
    let wait = not_until.wait_time_from(governor::clock::DefaultClock::default().now());
    Err(Failure::RateLimited { retry_after_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1) })
}
