package dev.strata.router.planted;

import dev.strata.router.privacy.DetectorKind;
import java.util.List;

/** Sentences that a value is planted in; {@code %s} is its place. */
final class Carriers {
    private Carriers() {}

    static List<String> of(DetectorKind kind, boolean isChinese) {
        return isChinese ? chinese(kind) : english(kind);
    }

    private static List<String> english(DetectorKind kind) {
        return switch (kind) {
            case EMAIL ->
                    List.of(
                            "Please draft a reply to %s about the invoice.",
                            "Write a polite note, then send it to %s by Friday",
                            "%s keeps bouncing, why?");
            case PHONE ->
                    List.of(
                            "Call me at %s after six.",
                            "My phone number is %s, put it in the letter.",
                            "The customer's mobile: %s. Summarise the complaint.",
                            "You can reach her on %s.",
                            "Contact: %s");
            case IBAN ->
                    List.of(
                            "Please pay the rent to %s today.",
                            "My account is %s - write a payment reminder.", "IBAN: %s");
            case PAYMENT_CARD ->
                    List.of(
                            "My card number is %s, was I charged twice?",
                            "Charge %s for the order and write a receipt",
                            "The transaction with %s failed.");
            case CN_RESIDENT_ID ->
                    List.of(
                            "The applicant's id is %s, fill in the form.",
                            "Is %s a valid identity number?", "Register %s for the exam.");
            case US_SSN ->
                    List.of(
                            "My SSN is %s, please fill in the form.",
                            "Her social security number: %s",
                            "Patient record, SSN %s, admitted in May.");
            case API_KEY ->
                    List.of(
                            "Why does my key %s give 401?",
                            "export API_KEY=%s fails in my shell",
                            "Here is the token: %s. Explain the error.");
            case PRIVATE_KEY ->
                    List.of("What is wrong with this key?\n%s", "Convert it to DER: %s");
            case IP_ADDRESS ->
                    List.of(
                            "Our server %s does not answer, what now?",
                            "Block %s in the firewall.", "ssh to %s times out");
            case WORDS -> List.of("What do you know about %s?", "Summarise the %s meeting.");
            case PATTERNS -> List.of("Write a review of %s.", "Badge %s was lost.");
        };
    }

    private static List<String> chinese(DetectorKind kind) {
        return switch (kind) {
            case EMAIL -> List.of("请给%s写一封回信。", "我的邮箱是%s，帮我改简历", "把结果发到 %s 吧");
            case PHONE -> List.of("我的手机号是%s，请写进信里。", "请联系%s确认订单", "电话：%s，帮我总结投诉内容", "客户的联系方式 %s");
            case IBAN -> List.of("请把房租汇到%s。", "收款账户：%s，写一份催款函", "账号 %s 收不到款");
            case PAYMENT_CARD -> List.of("我的银行卡号是%s，是不是重复扣款了？", "卡号：%s，请写收据", "用 %s 付款失败");
            case CN_RESIDENT_ID -> List.of("身份证号%s，帮我填表。", "申请人的证件号码是%s", "请登记 %s 参加考试");
            case US_SSN -> List.of("我的社会安全号码是%s，请填表。", "SSN：%s，帮我报税", "她的社保号 %s 对吗");
            case API_KEY -> List.of("我的密钥%s为什么报401？", "令牌：%s，解释这个错误", "API key 是 %s，帮我看看");
            case PRIVATE_KEY -> List.of("这个私钥有什么问题？\n%s", "帮我转换格式：%s");
            case IP_ADDRESS -> List.of("服务器%s连不上怎么办？", "在防火墙里封掉 %s", "主机地址是%s，请检查");
            case WORDS -> List.of("你知道%s吗？", "总结一下%s的会议");
            case PATTERNS -> List.of("给%s写评语。", "工牌 %s 丢了");
        };
    }

    /** What a field that holds the value is called. */
    static String field(DetectorKind kind) {
        return switch (kind) {
            case EMAIL -> "email";
            case PHONE -> "phone";
            case IBAN -> "iban";
            case PAYMENT_CARD -> "card_number";
            case CN_RESIDENT_ID -> "id_number";
            case US_SSN -> "ssn";
            case API_KEY -> "api_key";
            case PRIVATE_KEY -> "private_key";
            case IP_ADDRESS -> "host";
            case WORDS -> "project";
            case PATTERNS -> "badge";
        };
    }
}
