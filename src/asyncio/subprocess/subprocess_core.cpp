// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/subprocess_core.hpp>
#include <quartet/asyncio/subprocess_transport.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

#include "../transport/tell_protocol.hpp"

namespace quartet::asyncio::detail {

/// What a pipe of the child tells.
class subprocess_core::pipe_protocol final : public Protocol
{
public:
    pipe_protocol(subprocess_core& whose, std::size_t number)
        : whose_(&whose)
        , number_(number)
    {}

    void connection_made(Transport const& transport) override
    {
        whose_->pipes_[number_] = transport;
    }
    void data_received(std::string_view data) override
    {
        whose_->tell("pipe_data_received", [&](SubprocessProtocol& to) {
            to.pipe_data_received(int(number_), data);
        });
    }
    void connection_lost(std::exception_ptr error) override
    {
        whose_->pipe_lost(number_, std::move(error));
    }
    void pause_writing() override
    {
        whose_->tell("pause_writing", [](SubprocessProtocol& to) { to.pause_writing(); });
    }
    void resume_writing() override
    {
        whose_->tell("resume_writing", [](SubprocessProtocol& to) { to.resume_writing(); });
    }

private:
    ref<subprocess_core> const whose_;
    std::size_t const number_;
};

subprocess_core::subprocess_core(loop_core& loop, std::shared_ptr<SubprocessProtocol> protocol)
    : loop_(&loop)
    , protocol_(std::move(protocol))
{
    if (protocol_ == nullptr)
    {
        throw TypeError("protocol: is null");
    }
}

template <class Call>
void subprocess_core::tell(char const* function, Call call) noexcept
{
    if (auto const to = protocol_)
    {
        tell_protocol(*loop_, context_, function, [&] { call(*to); });
    }
}

void subprocess_core::start(
    quartet::subprocess::PopenOptions const& options, std::vector<std::string> const& args)
{
    of_streams<Protocol> pipes;
    for (std::size_t i = 0; auto const& wish : {options.stdin_, options.stdout_, options.stderr_})
    {
        if (wish == quartet::subprocess::PIPE)
        {
            pipes[i] = std::make_shared<pipe_protocol>(*this, i);
        }
        ++i;
    }
    process_ = start_process(*loop_, options, args, pipes);
    process_->when_ended([self = ref<subprocess_core>(this)] { self->exited(); });
    tell("connection_made", [this](SubprocessProtocol& to) {
        to.connection_made(SubprocessTransport(ref<subprocess_core>(this)));
    });
}

void subprocess_core::pipe_lost(std::size_t number, std::exception_ptr error)
{
    pipes_[number] = Transport();
    tell("pipe_connection_lost", [&](SubprocessProtocol& to) {
        to.pipe_connection_lost(int(number), error);
    });
    end_if_over();
}

void subprocess_core::exited()
{
    has_exited_ = true;
    tell("process_exited", [](SubprocessProtocol& to) { to.process_exited(); });
    end_if_over();
}

void subprocess_core::end_if_over()
{
    bool const has_pipes = std::ranges::any_of(pipes_, [](auto const& each) { return bool(each); });
    if (has_exited_ && !has_pipes)
    {
        is_closing_ = true;
        tell("connection_lost", [](SubprocessProtocol& to) { to.connection_lost(nullptr); });
        protocol_ = nullptr;
    }
}

void subprocess_core::close() noexcept
{
    if (std::exchange(is_closing_, true))
    {
        return;
    }
    for (Transport const& each : pipes_)
    {
        if (each)
        {
            each.close();
        }
    }
    process_->abandon();
}

}  // namespace quartet::asyncio::detail
