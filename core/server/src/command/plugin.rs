//! `usher plugin`: what developers of plug-ins begin with and test with.

mod new;
mod report;
mod skeleton;
mod test;
#[cfg(test)]
mod tests;

pub(crate) use new::new as new_plugin;
pub(crate) use report::TestFormat;
pub(crate) use skeleton::OfferWord;
pub(crate) use test::test as test_plugins;
