//! `usher plugin`: what developers of plug-ins begin with and test with.

mod new;
mod skeleton;
mod suite;
mod test;
#[cfg(test)]
mod tests;

pub(crate) use new::new as new_plugin;
pub(crate) use skeleton::OfferWord;
pub(crate) use test::test as test_plugins;
